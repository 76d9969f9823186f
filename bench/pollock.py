"""How well polluted CSV files are read: the score of the Pollock benchmark, out of 10.

Per file: 1 for opening it, then precision, recall and F1 of the header, the records and
the cells (Vitagliano et al. 2023, "Pollock: A Data Loading Benchmark", PVLDB 16:1870).
The names of columns made up for a file without a header are not counted against us, nor
does a record that is shown to the user as too short or too long count as read.

    python bench/pollock.py FOLDER    a folder with csv/, clean/ and parameters/ in it
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cx.errors import UploadError
from cx.ingest.containers import open_container
from cx.ingest.header import find_table

Shares = tuple[float, float, float]


def shares(expected: Iterable[object], found: Iterable[object]) -> Shares:
    """Precision, recall and F1 of two heaps of things, as the benchmark counts them."""
    wanted, got = Counter(expected), Counter(found)
    if not wanted:
        return (1.0, 1.0, 1.0)
    both = (wanted & got).total()
    if not both:
        return (0.0, 0.0, 0.0)
    precision, recall = both / got.total(), both / wanted.total()
    return (precision, recall, 2 * precision * recall / (precision + recall))


def read_ours(path: Path) -> tuple[list[str], list[list[str]]]:
    """Header, if there is one, and whole records of a file, as an upload is read."""
    table = find_table(open_container(path.name, path.read_bytes()).records)
    width = len(table.header)
    rows = [
        cells[:width]
        for _, cells in table.rows
        if len(cells) >= width and not any(cells[width:])
    ]
    return [] if table.unnamed else list(table.header), rows


def score(path: Path, clean: Path, parameters: Path) -> tuple[float, str]:
    """The score of a file, and why it is 0 where it could not be read."""
    told = json.loads(parameters.read_text(encoding="utf-8"))
    with clean.open(encoding=told["encoding"] or "utf-8", newline="") as lines:
        wanted = list(csv.reader(lines))
    has_header = bool(told["header_lines"])
    try:
        header, rows = read_ours(path)
    except UploadError as error:
        # A file with nothing in it is rightly said to be empty.
        return (10.0, "nothing to read") if not wanted else (0.0, str(error))
    if header and not has_header:
        rows, header = [header, *rows], []
    body = wanted[1:] if has_header else wanted
    measures = (
        *shares(wanted[0] if has_header else [], header),
        *shares(map("\0".join, body), map("\0".join, rows)),
        *shares((c for row in body for c in row), (c for row in rows for c in row)),
    )
    return 1 + sum(measures), ""


def main() -> None:
    """Every file of the folder, and the mean."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    scores = []
    for path in sorted((folder / "csv").glob("*.csv")):
        told = folder / "parameters" / f"{path.name}_parameters.json"
        points, why = score(path, folder / "clean" / path.name, told)
        scores.append(points)
        print(f"{points:6.3f}  {path.name}  {why}")
    print(f"{sum(scores) / len(scores):6.3f}  mean of {len(scores)} files, of 10")


if __name__ == "__main__":
    main()
