"""What holds for every export format, by its file being there."""

import csv
import io
import re

import pytest

from cx import catalog, frontmatter
from cx.errors import UploadError
from cx.frontmatter import table
from cx.ingest import load
from cx.ingest.read import read_file
from cx.ingest.stage import ADDED, connect
from tests.exports import SAMPLES

FORMATS = list(catalog.formats().values())
every_format = pytest.mark.parametrize("fmt", FORMATS, ids=lambda fmt: fmt.id)
EXAMPLES = [
    pytest.param(fmt, example, id=f"{fmt.id}-{number}")
    for fmt in FORMATS
    for number, example in enumerate(fmt.examples, start=1)
]
ANSWERS = ("score", "label", "state")


def staged(store, fmt, example):
    raw = read_file("example.csv", example.raw.lstrip("\n").encode())
    return load.stage_file(store, raw, fmt)


@every_format
def test_it_has_a_name_a_source_and_two_examples_with_a_line_set_aside(fmt):
    assert fmt.name
    assert fmt.vendor_docs
    assert len(fmt.examples) >= 2
    assert any(example.set_aside for example in fmt.examples)
    assert any(example.rows for example in fmt.examples)


def test_names_are_unique():
    names = [fmt.name for fmt in FORMATS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("fmt", "example"), EXAMPLES)
def test_a_worked_example_adds_and_sets_aside_as_it_says(store, fmt, example):
    found = staged(store, fmt, example)
    assert (found.new, found.changed, found.duplicate, found.set_aside) == (
        *(example.added, 0),
        *(example.duplicate, example.set_aside),
    )
    assert found.raw.rows_read == (example.added + example.duplicate + example.set_aside)


@every_format
def test_an_example_says_what_becomes_of_every_line(fmt):
    head, _ = frontmatter.split(catalog.FORMATS / f"{fmt.id}.sql")
    for example in head["example"]:
        assert example["expect"].keys() == {"added", "duplicate", "set_aside"}


# What nobody has seen in a real file, by the list kept with the formats' reference.
NOT_VERIFIED = (
    *("delighted_json", "happytalk", "hubspot_tickets", "salesforce_cases"),
    *("freshdesk_tickets", "surveymonkey", "zendesk_tickets", "five9_calllog"),
    *("channeltalk_userchat", "nice_cxone", "google_forms", "google_forms_ko"),
)


@pytest.mark.parametrize("name", NOT_VERIFIED)
def test_what_was_not_verified_is_said_on_screen(name):
    note = catalog.formats()[name].note
    assert re.search(r"not (?:verified|known)|no .* was seen|was not seen", note), note


@pytest.mark.usefixtures("as_mapped")
@pytest.mark.parametrize(("fmt", "example"), EXAMPLES)
def test_a_worked_example_gives_the_rows_it_shows(store, fmt, example):
    if not example.rows:
        return
    header, expected = table(example.rows)
    found = staged(store, fmt, example)
    con = found.con
    types = {row[0]: row[1] for row in con.execute(f"describe {fmt.into}").fetchall()}
    con.execute(
        f"create temp table shown as select {', '.join(header)} from staged limit 0"
    )
    for cells in expected:
        full = [*cells, *[None] * (len(header) - len(cells))]
        values = ", ".join(f"cast(? as {types[name]})" for name in header)
        con.execute(f"insert into shown select {values}", full)
    got = con.execute(f"select {', '.join(header)} from staged").fetchall()
    wanted = con.execute("select * from shown").fetchall()
    assert sorted(got, key=repr) == sorted(wanted, key=repr)


@pytest.mark.parametrize(("fmt", "example"), EXAMPLES)
def test_the_header_of_an_example_is_known_as_this_format_alone(fmt, example):
    header = next(csv.reader(io.StringIO(example.raw.lstrip("\n"))))
    raw = read_file("example.csv", example.raw.lstrip("\n").encode())
    found = catalog.detect(list(raw.header))
    assert found[0].id == fmt.id, header
    assert [len(other.detect) for other in found].count(len(fmt.detect)) == 1


@pytest.mark.parametrize(
    "path", sorted(SAMPLES.glob("*.csv")), ids=lambda path: path.stem
)
def test_a_sample_file_is_known_as_one_format(path):
    raw = read_file(path.name, path.read_bytes())
    found = catalog.detect(list(raw.header))
    assert found
    assert [len(other.detect) for other in found].count(len(found[0].detect)) == 1


@every_format
def test_it_returns_line_problems_and_canonical_columns_only(store, fmt):
    found = staged(store, fmt, fmt.examples[0])
    returned = {row[0] for row in found.con.execute("describe mapped").fetchall()}
    with connect() as con:
        canonical = {row[0] for row in con.execute(f"describe {fmt.into}").fetchall()}
    assert "line" in returned
    assert returned - {"problems"} <= canonical - set(ADDED)


@pytest.mark.parametrize(("fmt", "example"), EXAMPLES)
def test_every_reason_names_its_line_and_says_why(store, fmt, example):
    for reason in staged(store, fmt, example).reasons:
        assert reason.line > 1
        assert reason.rule


@every_format
def test_a_file_with_its_header_and_no_lines_is_refused_in_words(store, fmt):
    header = fmt.examples[0].raw.lstrip("\n").splitlines()[0]
    raw = read_file("empty.csv", header.encode())
    with pytest.raises(UploadError, match="header and no rows"):
        load.commit(store, load.stage_file(store, raw, fmt))


@every_format
def test_it_is_a_select_that_runs_nothing_of_the_file(fmt):
    assert fmt.sql.lower().startswith(("select", "with", "--"))
    assert not re.search(r"\b(read_\w+|copy|attach|install|load)\b\s*\(", fmt.sql.lower())
