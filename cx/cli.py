"""Commands: import, measure, drivers, rows, uploads, undo, redo, metrics, formats, link.

Exit codes: 0 done; 1 nothing imported or measured, with the reason on standard error;
2 usage.
JSON shapes are stable; tests/test_cli.py holds them.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

from cx import catalog, drivers, link, measure
from cx.errors import CxError
from cx.ingest import load
from cx.ingest.mapping import read_mapping_file
from cx.measure import PERIODS, Question
from cx.store import Store, home_folder


def main(arguments: list[str]) -> int:
    """Run one command; return its exit code."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        store = Store(home_folder(given.home))
        return int(given.run(store, given))
    except CxError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cx", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--home", help="data folder (else CX_HOME, else ./data)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, words: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(run=run)
        added.add_argument("--json", action="store_true", help="print JSON")
        return added

    importing = command("import", _import, "load export files")
    importing.add_argument("files", nargs="+", type=Path)
    importing.add_argument("--format", help="format id; else the header decides")
    importing.add_argument(
        "--mapping", type=Path, help="mapping file (.sql as a format, or .json)"
    )
    importing.add_argument("--encoding", help="read the text as this instead of guessing")

    measuring = command("measure", _measure, "estimate a metric")
    measuring.add_argument("metric")
    _question_options(measuring)
    measuring.add_argument("--param", action="append", default=[], metavar="NAME=VALUE")

    driving = command("drivers", _drivers, "what goes with an outcome")
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

    command("uploads", _uploads, "list what was loaded")
    for name, turn, words in (
        ("undo", load.undo, "take an upload back"),
        ("redo", load.redo, "count an upload again"),
    ):
        turning = command(name, _turning(turn), words)
        turning.add_argument("id")
    command("metrics", _metrics, "list the metrics")
    command("formats", _formats, "list the export formats")
    linking = command("link", _link, "say what a link holds")
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


def _pairs(texts: list[str], option: str) -> list[tuple[str, str]]:
    pairs = []
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            print(f"{option} takes NAME=VALUE, not {text!r}.", file=sys.stderr)
            raise SystemExit(2)
        pairs.append((name, value))
    return pairs


def _question(store: Store, given: argparse.Namespace) -> Question:
    chosen: dict[str, list[str]] = {}
    for name, value in _pairs(given.where, "--where"):
        chosen.setdefault(name, []).append(value)
    question = Question(
        since=given.since,
        until=given.until,
        by=tuple(getattr(given, "by", [])),
        period=getattr(given, "period", None),
        filters=tuple((name, tuple(values)) for name, values in chosen.items()),
        parameters=tuple(_pairs(getattr(given, "param", []), "--param")),
        version=given.version,
    )
    measure.check_filters(store, question)
    return question


def _say(given: argparse.Namespace, content: dict[str, Any], lines: list[str]) -> None:
    if given.json:
        plain = json.dumps(_plain(content), ensure_ascii=False, indent=2, allow_nan=False)
        print(plain)
    else:
        print("\n".join(lines))


def _plain(content: Any) -> Any:
    """JSON has no nan and no infinity: what is not known is null."""
    if isinstance(content, float):
        return content if isfinite(content) else None
    if isinstance(content, dict):
        return {key: _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    return content


def _import(store: Store, given: argparse.Namespace) -> int:
    mapping = read_mapping_file(given.mapping) if given.mapping else None
    reports, refused = [], []
    for path in given.files:
        try:
            content = path.read_bytes()
        except OSError as error:
            reason = error.strerror or "unknown reason"
            refused.append(f"{path.name} cannot be opened: {reason}.")
            continue
        try:
            reports.append(
                load.import_file(
                    store,
                    path.name,
                    content,
                    format_id=given.format,
                    mapping=mapping,
                    encoding=given.encoding,
                )
            )
        except CxError as error:
            refused.append(str(error))
    uploads = [
        {
            key: getattr(report.upload, key)
            for key in (
                "id",
                "file",
                "format",
                "rows_read",
                "new",
                "changed",
                "duplicate",
                "set_aside",
            )
        }
        | {"reasons": [asdict(reason) for reason in report.reasons]}
        for report in reports
    ]
    lines = [
        f"{u['file']}: {u['rows_read']} rows read, {u['new']} new, "
        f"{u['changed']} changed, "
        f"{u['duplicate']} duplicate, {u['set_aside']} set aside "
        f"(upload {u['id']}, format {u['format']})"
        for u in uploads
    ]
    if reports or given.json:
        _say(given, {"uploads": uploads}, lines)
    for sentence in refused:
        print(sentence, file=sys.stderr)
    return 0 if reports and not refused else 1


def estimates_json(
    metric: catalog.Metric, found: list[measure.Estimate], version: int
) -> dict[str, Any]:
    """The stable shape of `measure --json`."""
    return {
        "metric": metric.id,
        "unit": metric.unit,
        "version": version,
        "definition": metric.definition,
        "estimates": [
            {
                "group": e.group,
                "n": e.n,
                "value": e.value,
                "low": e.low,
                "high": e.high,
                "note": e.note,
            }
            for e in found
        ],
    }


def _measure(store: Store, given: argparse.Namespace) -> int:
    metric = catalog.metric(given.metric)
    found = measure.measure(store, metric.id, _question(store, given))
    version = given.version if given.version is not None else store.register.version
    lines = [metric.name]
    for estimate in found:
        group = ", ".join(f"{k} {v}" for k, v in estimate.group.items()) or "all"
        shown = "-" if estimate.value is None else f"{estimate.value:.4f}"
        if estimate.low is not None and estimate.high is not None:
            shown += f" ({estimate.low:.4f} to {estimate.high:.4f})"
        lines.append(f"  {group}: {shown}  n {estimate.n}  {estimate.note}".rstrip())
    _say(given, estimates_json(metric, found, version), lines)
    if any(estimate.n for estimate in found):
        return 0
    print("Nothing to measure: no row fits.", file=sys.stderr)
    return 1


def _drivers(store: Store, given: argparse.Namespace) -> int:
    question = _question(store, given)
    result = drivers.analyse(
        store, given.outcome, question, tuple(given.driver), missing=given.missing
    )
    listed = [
        {
            "driver": d.name,
            "importance": d.importance,
            "unique": d.unique,
            "slope": d.slope,
            "correlation": d.correlation,
            "mean": result.means[d.name],
            "n": result.rated[d.name],
        }
        for d in result.drivers
    ]
    lines = [
        f"{result.outcome}: n {result.n} complete, R2 {result.r2:.4f} ({result.method})"
    ]
    lines += [
        f"  {d['driver']}: {d['importance']:.4f}  unique {d['unique']:.4f}  "
        f"slope {d['slope']:.3f}  "
        f"r {d['correlation']:.3f}  mean {d['mean']:.3f}  n {d['n']}"
        for d in listed
    ]
    _say(
        given,
        {"outcome": result.outcome, "n": result.n, "r2": result.r2, "drivers": listed},
        lines,
    )
    return 0


def _uploads(store: Store, given: argparse.Namespace) -> int:
    found = store.register.uploads()
    lines = [
        f"{u.id}  {'counts' if u.active else 'taken back'}  {u.file}  "
        f"{u.rows_read} rows, {u.new} new, "
        f"{u.changed} changed, {u.duplicate} duplicate, {u.set_aside} set aside  {u.at}"
        for u in found
    ]
    _say(
        given,
        {"uploads": [asdict(u) for u in found]},
        lines or ["Nothing was loaded yet."],
    )
    return 0


def _turning(turn: Any) -> Any:
    def run(store: Store, given: argparse.Namespace) -> int:
        upload = turn(store, given.id)
        state = "counts again" if upload.active else "was taken back"
        _say(
            given,
            {"uploads": [asdict(upload)]},
            [f"{upload.file} {state}; version {store.register.version}."],
        )
        return 0

    return run


def _metrics(_store: Store, given: argparse.Namespace) -> int:
    listed = [
        {
            "id": m.id,
            "name": m.name,
            "unit": m.unit,
            "theme": m.theme,
            "definition": m.definition,
        }
        for m in catalog.metrics().values()
    ]
    _say(given, {"metrics": listed}, [f"{m['id']:<26} {m['definition']}" for m in listed])
    return 0


def _formats(store: Store, given: argparse.Namespace) -> int:
    listed = [
        {
            "id": f.id,
            "name": f.name,
            "into": f.into,
            "detect": list(f.detect),
            "note": f.note,
        }
        for f in load.known_formats(store).values()
    ]
    _say(given, {"formats": listed}, [f"{f['id']:<28} {f['name']}" for f in listed])
    return 0


def _link(store: Store, given: argparse.Namespace) -> int:
    state = link.decode_url(given.url)
    link.check(store, state)
    content = link.describe(state)
    _say(given, content, [f"{key}: {value}" for key, value in content.items()])
    return 0
