"""What the commands do, but for `import`: measure, drivers, uploads, undo, lists, links.

Each takes the store and what was typed, prints, and returns its exit code.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from math import isfinite
from typing import Any

from cx import catalog, link, measure
from cx.analyses import drivers
from cx.ingest import load
from cx.measure import Question
from cx.store import Store


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


def say(given: argparse.Namespace, content: dict[str, Any], lines: list[str]) -> None:
    """Print the content as JSON, or the lines, as was asked for."""
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


def measure_metric(store: Store, given: argparse.Namespace) -> int:
    """A metric's estimates."""
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
    say(given, estimates_json(metric, found, version), lines)
    if any(estimate.n for estimate in found):
        return 0
    print("Nothing to measure: no row fits.", file=sys.stderr)
    return 1


def explain_outcome(store: Store, given: argparse.Namespace) -> int:
    """What goes with an outcome."""
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
    say(
        given,
        {"outcome": result.outcome, "n": result.n, "r2": result.r2, "drivers": listed},
        lines,
    )
    return 0


def list_uploads(store: Store, given: argparse.Namespace) -> int:
    """What was loaded, oldest first."""
    found = store.register.uploads()
    lines = [
        f"{u.id}  {'counts' if u.active else 'taken back'}  {u.file}  "
        f"{u.rows_read} rows, {u.new} new, "
        f"{u.changed} changed, {u.duplicate} duplicate, {u.set_aside} set aside  {u.at}"
        + (f"  {u.erased} rows erased" if u.erased else "")
        for u in found
    ]
    say(
        given,
        {"uploads": [asdict(u) for u in found]},
        lines or ["Nothing was loaded yet."],
    )
    return 0


def turning(turn: Any) -> Any:
    """The command for `undo` or `redo`."""

    def run(store: Store, given: argparse.Namespace) -> int:
        upload = turn(store, given.id)
        state = "counts again" if upload.active else "was taken back"
        say(
            given,
            {"uploads": [asdict(upload)]},
            [f"{upload.file} {state}; version {store.register.version}."],
        )
        return 0

    return run


def list_metrics(_store: Store, given: argparse.Namespace) -> int:
    """Every metric."""
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
    say(given, {"metrics": listed}, [f"{m['id']:<26} {m['definition']}" for m in listed])
    return 0


def list_formats(store: Store, given: argparse.Namespace) -> int:
    """Every export format, and the mappings saved here."""
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
    say(given, {"formats": listed}, [f"{f['id']:<28} {f['name']}" for f in listed])
    return 0


def explain_link(store: Store, given: argparse.Namespace) -> int:
    """What a link holds."""
    state = link.decode_url(given.url)
    link.check(store, state)
    erased = link.erased_since(store, state)
    content = link.describe(state) | {"erased_since": erased}
    lines = [f"{key}: {value}" for key, value in content.items()]
    if note := link.erased_note(store, state):
        lines.append(note)
    say(given, content, lines)
    return 0
