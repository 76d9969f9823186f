"""The `import` command: files and folders, once or as files come; lines or JSON."""

from __future__ import annotations

import argparse
import getpass
import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cx.commands import say
from cx.errors import CxError, PasswordNeeded, QuestionError
from cx.ingest.draft import ImportReport
from cx.ingest.mapping import read_mapping_file
from cx.store import Store
from cx.watch import IMPORTED, REFUSED, How, Outcome, Waiting, import_once, watch

COUNTS = ("rows_read", "new", "changed", "duplicate", "set_aside")
STOPPING = (signal.SIGINT, signal.SIGTERM)


def import_files(store: Store, given: argparse.Namespace) -> int:
    """Import what was named, or watch it."""
    how = How(
        format_id=given.format,
        mapping=read_mapping_file(given.mapping) if given.mapping else None,
        encoding=given.encoding,
        password=_password(given.password_file),
        sheet=given.sheet,
        member=given.member,
        who=given.who,
        ask=_ask if sys.stdin.isatty() and not given.watch else None,
    )
    with _told_to_stop() as stop:
        if given.watch:
            return _watch(store, given, how, stop)
        return _once(store, given, how, stop)


def _once(
    store: Store, given: argparse.Namespace, how: How, stop: threading.Event
) -> int:
    outcomes: list[Outcome] = []
    failed = ""
    try:
        for outcome in import_once(store, given.paths, how, stop):
            outcomes.append(outcome)
            if not given.json:
                _print(outcome)
            elif outcome.status == REFUSED:
                print(outcome.sentence, file=sys.stderr)
    except CxError as error:
        failed = str(error)
    if given.json:
        say(given, report(outcomes), [])
    if stop.is_set():
        failed = failed or "Stopped before all files were imported."
    if failed:
        print(failed, file=sys.stderr)
    refused = any(outcome.status == REFUSED for outcome in outcomes)
    return 1 if failed or refused or not outcomes else 0


def _watch(
    store: Store, given: argparse.Namespace, how: How, stop: threading.Event
) -> int:
    for path in given.paths:
        if not path.is_dir():
            print(f"--watch needs folders, and {path.name} is none.", file=sys.stderr)
            return 2
    waiting = Waiting(given.paths)
    while not stop.is_set():
        try:
            for outcome in watch(store, waiting, how, stop, every_s=given.every):
                if given.json:
                    line = json.dumps(as_json(outcome), ensure_ascii=False)
                    print(line, flush=True)
                else:
                    _print(outcome)
        except CxError as error:
            print(error, file=sys.stderr, flush=True)
            stop.wait(given.every)
    return 0


def report(outcomes: list[Outcome]) -> dict[str, Any]:
    """The stable shape of `import --json`."""
    skipped = [o for o in outcomes if o.status not in (IMPORTED, REFUSED)]
    return {
        "uploads": [_upload(o.report) for o in outcomes if o.report],
        "refused": [
            {"file": o.file, "sentence": o.sentence}
            for o in outcomes
            if o.status == REFUSED
        ],
        "skipped": [as_json(o) for o in skipped],
    }


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The stable shape of a line of `import --watch --json`."""
    said: dict[str, Any] = {"file": outcome.file, "status": outcome.status}
    if outcome.report:
        return said | {"upload": _upload(outcome.report)}
    if outcome.upload_id:
        said["upload_id"] = outcome.upload_id
    return said | {"sentence": outcome.sentence}


def _upload(done: ImportReport) -> dict[str, Any]:
    shown = ("id", "file", "format", *COUNTS, "personal")
    return {key: getattr(done.upload, key) for key in shown} | {
        "reasons": [asdict(reason) for reason in done.reasons]
    }


def _print(outcome: Outcome) -> None:
    if outcome.report is None:
        refused = outcome.status == REFUSED
        print(outcome.sentence, file=sys.stderr if refused else sys.stdout, flush=True)
        return
    upload = outcome.report.upload
    print(
        f"{upload.file}: {upload.rows_read} rows read, {upload.new} new, "
        f"{upload.changed} changed, "
        f"{upload.duplicate} duplicate, {upload.set_aside} set aside "
        f"(upload {upload.id}, format {upload.format})",
        flush=True,
    )


def _password(path: Path | None) -> str | None:
    """The first line of a file: a password typed as an option can be read by others."""
    if path is None:
        return None
    try:
        first = path.read_text(encoding="utf-8-sig").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(
            "The password file {file} cannot be read. Its first line must be the "
            "password, in UTF-8. Nothing was imported.",
            file=path.name,
        ) from error
    if not first:
        raise QuestionError(
            "The password file {file} has an empty first line. Nothing was imported.",
            file=path.name,
        )
    return first


def _ask(needed: PasswordNeeded) -> str:
    print(needed, file=sys.stderr, flush=True)
    try:
        return getpass.getpass("Password: ")
    except EOFError:
        return ""


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """Set at the first Ctrl+C or SIGTERM, so the file at hand is finished.

    The second ends the program as it always does, also where the first was ignored: a
    program started in the background of a shell is told to ignore Ctrl+C.
    """
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {n: signal.getsignal(n) or signal.SIG_DFL for n in STOPPING}

    def told(_number: int, _frame: object) -> None:
        stop.set()
        for number, handler in before.items():
            if handler != signal.SIG_IGN:
                signal.signal(number, handler)
            elif number == signal.SIGINT:
                signal.signal(number, signal.default_int_handler)
            else:
                signal.signal(number, signal.SIG_DFL)

    for number in before:
        signal.signal(number, told)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
