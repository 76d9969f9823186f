"""Every metric on the sample files, as a CSV that people read.

python -m tests.golden.sample_metrics     writes it anew
"""

import csv
import io
import tempfile
from pathlib import Path

from cx import catalog
from cx.ingest import load
from cx.measure import Estimate, Question, measure
from cx.store import Store
from tests.exports import alike, sample_files

FILE = Path(__file__).with_suffix(".csv")


def estimates(store: Store) -> list[tuple[str, Estimate]]:
    """Each metric for each of the sample files that feeds it; of staff, in all."""
    return [
        (metric.id, estimate)
        for metric in catalog.metrics().values()
        for estimate in measure(
            store, metric.id, Question(by=() if metric.staff else ("source",))
        )
    ]


def _cell(number: float | None) -> str:
    return "" if number is None else f"{number:.6f}"


def as_text(found: list[tuple[str, Estimate]]) -> str:
    """One line for each metric and file."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(("metric", "source", "n", "value", "low", "high"))
    for metric_id, estimate in found:
        numbers = (estimate.value, estimate.low, estimate.high)
        source = estimate.group.get("source")
        lines.writerow((metric_id, source, estimate.n, *map(_cell, numbers)))
    return text.getvalue()


def main() -> None:
    """Load the sample files into an empty folder, and write what comes out."""
    with tempfile.TemporaryDirectory() as folder:
        store = alike(Path(folder) / "home")
        for path in sample_files():
            load.import_file(store, path.name, path.read_bytes())
        FILE.write_text(as_text(estimates(store)), encoding="utf-8")
        store.close()


if __name__ == "__main__":
    main()
