"""The `erase` command: says what would go, asks, and takes one customer out for good."""

from __future__ import annotations

import argparse
import json
import sys

from cx import erase
from cx.erase import Erased
from cx.store import Store

LAST_WORDS = (
    "This cannot be undone. Loading the same file again brings the customer back: take "
    "them out of the export first."
)


def erase_customer(store: Store, given: argparse.Namespace) -> int:
    """Exit code 0 when the customer was erased, 1 when nothing was."""
    found = erase.look(store, given.customer_id)
    if not given.yes:
        if not given.json:
            print("\n".join(_told(found, "would go")), LAST_WORDS, sep="\n")
        if given.json or not _agreed():
            if given.json:
                print(_json(found, erased=False))
            print("Nothing was erased. With --yes it is done.", file=sys.stderr)
            return 1
    done = erase.erase(store, given.customer_id)
    if given.json:
        print(_json(done, erased=True))
    else:
        lines = _told(done, "went")
        print("\n".join(lines), f"Version {done.version} holds nothing of it.", sep="\n")
    return 0


def _agreed() -> bool:
    if not sys.stdin.isatty():
        return False
    return input("Erase for good? Type yes: ").strip().lower() == "yes"


def _told(found: Erased, verb: str) -> list[str]:
    return [
        f"{part.upload.file} ({part.upload.id}): {part.lines} rows {verb} ("
        + ", ".join(f"{table} {n}" for table, n in part.rows.items())
        + ")"
        for part in found.parts
    ]


def _json(found: Erased, *, erased: bool) -> str:
    content = {
        "erased": erased,
        "version": found.version,
        "uploads": [
            {
                "id": part.upload.id,
                "file": part.upload.file,
                "rows": part.lines,
                "tables": part.rows,
            }
            for part in found.parts
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)
