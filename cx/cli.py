"""Commands: import, measure, drivers, uploads, undo, redo, diff, metrics, …, link.

Exit codes: 0 done; 1 nothing imported or measured, with the reason on standard error;
2 usage.  A watch that was told to stop ends with 0: it said of each file what became of
it.  JSON shapes are stable; tests/test_cli.py holds them.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from cx import commands
from cx.analyses import drivers
from cx.diff_command import MOST_LISTED, compare_uploads
from cx.erase_command import erase_customer
from cx.errors import CxError
from cx.import_command import import_files
from cx.ingest import load
from cx.measure import PERIODS
from cx.store import Store, home_folder


def main(arguments: list[str]) -> int:
    """Run one command; return its exit code."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        with closing(Store(home_folder(given.home))) as store:
            return int(given.run(store, given))
    except CxError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cx", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--home", help="data folder (else CX_HOME, else ./data)")
    choices = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, words: str) -> argparse.ArgumentParser:
        added = choices.add_parser(name, help=words, description=words)
        added.set_defaults(run=run)
        added.add_argument("--json", action="store_true", help="print JSON")
        return added

    importing = command("import", import_files, "load export files")
    importing.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="file, or folder of files"
    )
    importing.add_argument(
        "--watch", action="store_true", help="go on: import what comes into the folders"
    )
    importing.add_argument(
        "--every",
        type=_seconds,
        default=5.0,
        metavar="SECONDS",
        help="how often to look, with --watch (5)",
    )
    importing.add_argument("--format", help="format id; else the header decides")
    importing.add_argument(
        "--mapping", type=Path, help="mapping file (.sql as a format, or .json)"
    )
    importing.add_argument("--encoding", help="read the text as this instead of guessing")
    importing.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        help="first line: the password of workbooks or ZIPs; else it is asked for",
    )
    importing.add_argument("--sheet", help="sheet, or table of a page, or list in JSON")
    importing.add_argument("--member", metavar="FILE", help="file inside a ZIP")
    importing.add_argument("--who", metavar="NAME", help="who imports; else this user")

    measuring = command("measure", commands.measure_metric, "estimate a metric")
    measuring.add_argument("metric")
    _question_options(measuring)
    measuring.add_argument("--param", action="append", default=[], metavar="NAME=VALUE")

    driving = command("drivers", commands.explain_outcome, "what goes with an outcome")
    driving.add_argument("outcome", help="nps, overall_satisfaction, csat, ces2, …")
    driving.add_argument(
        "--driver", action="append", default=[], help="touchpoint to use (repeat)"
    )
    driving.add_argument(
        "--missing",
        choices=drivers.MISSING,
        default="complete",
        help="complete: answered every touchpoint, NPS and overall satisfaction; "
        "outcome: every touchpoint and this outcome",
    )
    _question_options(driving, grouped=False)

    command("uploads", commands.list_uploads, "list what was loaded")
    for name, turn, words in (
        ("undo", load.undo, "take an upload back"),
        ("redo", load.redo, "count an upload again"),
    ):
        turning = command(name, commands.turning(turn), words)
        turning.add_argument("id")
    comparing = command("diff", compare_uploads, "compare two uploads row by row")
    comparing.add_argument("a", metavar="A", help="id of the upload before")
    comparing.add_argument(
        "b", metavar="B", nargs="?", help="id of the one after; else A is that"
    )
    comparing.add_argument(
        "--most", type=int, default=MOST_LISTED, help=f"rows listed ({MOST_LISTED})"
    )
    erasing = command("erase", erase_customer, "take one customer out, for good")
    erasing.add_argument("customer_id", metavar="CUSTOMER_ID")
    erasing.add_argument("--yes", action="store_true", help="do it, do not ask")
    command("metrics", commands.list_metrics, "list the metrics")
    command("formats", commands.list_formats, "list the export formats")
    linking = command("link", commands.explain_link, "say what a link holds")
    linking.add_argument("url")
    return parser


def _question_options(parser: argparse.ArgumentParser, *, grouped: bool = True) -> None:
    if grouped:
        parser.add_argument(
            "--by", action="append", default=[], help="dimension (repeat)"
        )
        parser.add_argument("--period", choices=PERIODS)
    parser.add_argument("--since", type=date.fromisoformat, help="first day, YYYY-MM-DD")
    parser.add_argument("--until", type=date.fromisoformat, help="last day, YYYY-MM-DD")
    parser.add_argument("--where", action="append", default=[], metavar="DIM=VALUE")
    parser.add_argument("--version", type=int, help="as of this version; else the newest")


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 86_400:
        raise ValueError
    return seconds
