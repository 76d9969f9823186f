"""Whatever the order, the overlap and the repeats of exports: the tables hold the same.

Compared is what the tables contain, every column but those that say where a row is from.
"""

import random
from dataclasses import dataclass

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cx import mart
from cx.ingest import load
from cx.personal import KEY_BYTES, KEY_FILE
from cx.store import Store
from tests.effort import few
from tests.exports import SAMPLES

TABLES = ("contact", "answer", "response", "purchase")
MANY_ROWS = 30


@dataclass(frozen=True)
class Export:
    """A sample's header, lines with keys of their own, and how a line is made newer."""

    header: str
    lines: tuple[str, ...]
    column: int
    newer: str

    def changed(self, line):
        cells = line.split(",")
        cells[self.column] = self.newer
        return ",".join(cells)

    def text(self, lines):
        return "\n".join([self.header, *lines]) + "\n"


def export(name, column, newer):
    text = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
    header, *lines = (line for line in text if '"' not in line)
    place = header.split(",").index(column)
    # From all over the file: the first lines alone are much alike.
    chosen = random.Random(1).sample(lines, MANY_ROWS)
    return Export(header, tuple(chosen), place, newer)


EXPORTS = {
    "contacts": export("hanbit_contacts.csv", "reason", "Praise"),
    "surveys": export("hanbit_surveys.csv", "csat", "1"),
    "orders": export("hanbit_orders.csv", "product", "Anything"),
}
every_table = pytest.mark.parametrize("exported", EXPORTS.values(), ids=EXPORTS)


@st.composite
def some_lines(draw, exported):
    """Lines of an export in any order; some newer than in another export, some twice."""
    picked = draw(
        st.lists(st.sampled_from(exported.lines), min_size=1, max_size=12, unique=True)
    )
    newer = draw(st.lists(st.booleans(), min_size=len(picked), max_size=len(picked)))
    lines = [
        exported.changed(line) if change else line
        for line, change in zip(picked, newer, strict=True)
    ]
    again = draw(st.lists(st.sampled_from(lines), max_size=3))
    return lines + again


def keys(lines):
    return [line.split(",")[0] for line in lines]


def bring(store, exported, lines):
    """Import these lines; the name makes every upload's bytes and name its own."""
    number = len(store.register.uploads())
    return load.import_file(
        store, f"{number}.csv", exported.text(lines).encode(), build=False
    ).upload


def contents(store):
    """Everything the tables hold, without which upload and line it came from."""
    active = store.register.active()
    target = store.marts / f"{store.mart_key(active)}.duckdb"
    if not target.exists():
        # What the store does in a process of its own, which takes a second to start.
        mart.build(store.home, target, active)
    alias = store.mart()
    found = {}
    for table in TABLES:
        columns = sorted(
            set(store.columns(alias)[table]) - {"upload_id", "line"}, key=str.lower
        )
        listed = ", ".join('"' + name.replace('"', '""') + '"' for name in columns)
        rows = store.query(f"select {listed} from {alias}.{table} order by row_id").rows
        found[table] = (tuple(columns), rows)
    return found


@pytest.fixture
def fresh(tmp_path_factory):
    """Makes empty data folders; they are closed at the end."""
    opened = []

    def one():
        home = tmp_path_factory.mktemp("any") / "home"
        home.mkdir()
        # The same everywhere, or every folder would code a customer in its own way.
        (home / KEY_FILE).write_bytes(bytes(KEY_BYTES))
        opened.append(Store(home))
        return opened[-1]

    yield one
    for store in opened:
        store.close()


def without_attributes(found):
    """The tables without the columns nobody mapped."""
    kept = {}
    for table, (columns, rows) in found.items():
        places = [i for i, name in enumerate(columns) if not name.startswith("attr_")]
        kept[table] = (
            tuple(columns[i] for i in places),
            [tuple(row[i] for i in places) for row in rows],
        )
    return kept


def expected_counts(files):
    """(new, changed, duplicate) of each file, by the plainest way there is."""
    state, counts = {}, []
    for lines in files:
        last = dict(zip(keys(lines), lines, strict=True))
        new = sum(key not in state for key in last)
        changed = sum(key in state and state[key] != last[key] for key in last)
        counts.append((new, changed, len(lines) - new - changed))
        state |= last
    return counts


@every_table
@few(2)
@given(data=st.data())
def test_a_part_and_then_the_whole_is_the_whole(fresh, exported, data):
    first, more = data.draw(some_lines(exported)), data.draw(some_lines(exported))
    apart, together = fresh(), fresh()
    bring(apart, exported, first)
    bring(apart, exported, [*first, *more])
    bring(together, exported, [*first, *more])
    assert contents(apart) == contents(together)


@every_table
@few(2)
@given(data=st.data())
def test_parts_in_the_order_of_the_whole_are_the_whole(fresh, exported, data):
    lines = data.draw(some_lines(exported))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(lines)), max_size=3)))
    parts = [lines[a:b] for a, b in zip([0, *cuts], [*cuts, len(lines)], strict=True)]
    parts = [part for part in parts if part]
    assume(len({tuple(part) for part in parts}) == len(parts))
    apart, together = fresh(), fresh()
    for part in parts:
        bring(apart, exported, part)
    bring(together, exported, lines)
    # Whether a column that nobody mapped is kept is decided file by file.
    assert without_attributes(contents(apart)) == without_attributes(contents(together))


@every_table
@few(2)
@given(data=st.data())
def test_undo_is_a_history_without_it_and_redo_one_with_it(fresh, exported, data):
    files = [data.draw(some_lines(exported)) for _ in range(3)]
    assume(len({tuple(lines) for lines in files}) == len(files))
    place = data.draw(st.integers(0, len(files) - 1))
    acted, without = fresh(), fresh()
    uploads = [bring(acted, exported, lines) for lines in files]
    for lines in files[:place] + files[place + 1 :]:
        bring(without, exported, lines)
    with_it = contents(acted)
    load.undo(acted, uploads[place].id)
    assert contents(acted) == contents(without)
    load.redo(acted, uploads[place].id)
    assert contents(acted) == with_it


@every_table
@few(2)
@given(data=st.data())
def test_the_order_of_lines_changes_nothing_but_where_they_are_from(
    fresh, exported, data
):
    lines = data.draw(
        st.lists(st.sampled_from(exported.lines), min_size=2, max_size=12, unique=True)
    )
    one, other = fresh(), fresh()
    bring(one, exported, lines)
    bring(other, exported, data.draw(st.permutations(lines)))
    assert contents(one) == contents(other)


@every_table
@few(2)
@given(data=st.data())
def test_what_is_new_changed_or_duplicate_is_counted_so(fresh, exported, data):
    plain = Export(
        # Without the column nobody mapped: whether it is kept is another matter.
        exported.header.rpartition(",")[0],
        tuple(line.rpartition(",")[0] for line in exported.lines),
        exported.column,
        exported.newer,
    )
    files = [data.draw(some_lines(plain)) for _ in range(3)]
    assume(len({tuple(lines) for lines in files}) == len(files))
    store = fresh()
    uploads = [bring(store, plain, lines) for lines in files]
    found = [(u.new, u.changed, u.duplicate) for u in uploads]
    assert found == expected_counts(files)
    assert {upload.set_aside for upload in uploads} == {0}


def test_a_column_nobody_mapped_is_not_lost_to_a_later_export(fresh):
    exported, store = EXPORTS["contacts"], fresh()
    bring(store, exported, exported.lines)
    before = contents(store)
    upload = bring(store, exported, exported.lines[:1])
    assert (upload.changed, upload.duplicate) == (0, 1)
    assert contents(store) == before


def test_these_tests_would_see_a_difference(fresh):
    exported = EXPORTS["contacts"]
    one, other = fresh(), fresh()
    bring(one, exported, exported.lines)
    bring(other, exported, [exported.changed(exported.lines[0]), *exported.lines[1:]])
    assert contents(one) != contents(other)
    assert len(contents(one)["contact"][1]) == MANY_ROWS
