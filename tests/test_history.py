"""The history of uploads: what counts of each, two compared, set-aside rows put right."""

import csv
import io
import json
from datetime import date, timedelta

import duckdb
import pytest

from cx import export
from cx.cli import main
from cx.errors import QuestionError
from cx.ingest import check, diff, fix, history, load
from cx.ingest.left import corrections, last_columns, left_file
from cx.ingest.read import read_file
from cx.ingest.stage import connect
from cx.locale import set_language
from cx.store import Store
from tests.exports import CONTACTS, ROOT, bring, rows_of, sample_rows

# Five lines: one good, one with a bad date and a formula, one too short, one too long,
# one without its number.
DAMAGED = """contact_id,started_at,customer_id,channel,reason
A1,2024-03-01 09:00,C1,phone,Delivery
A2,soon,C1,=cmd(),Delivery
A3,2024-03-03 09:00,C2
A4,2024-03-03 09:00,C2,phone,"a,b",x,y
,2024-03-03 09:00,C2,phone,-5
"""


def taken_away(store: Store, upload_id: str, without: frozenset[int] = frozenset()):
    """The file of set-aside rows as it is downloaded: its bytes and its lines."""
    found = corrections(store.home, upload_id, without=without)
    content = export.as_csv(found.columns, found.rows)
    return content, list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def written(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def accounts(upload) -> bool:
    kinds = (upload.new, upload.changed, upload.duplicate, upload.set_aside)
    return sum(kinds) == upload.rows_read


# What counts of an upload


def test_rows_that_later_uploads_replaced_no_longer_count(store):
    first = bring(store, CONTACTS).upload
    second = bring(store, CONTACTS.replace("chat", "app").replace("A3", "A4")).upload
    # A1 and A2 are in both, so the second holds them; A3 is only in the first.
    assert history.counting(store) == {first.id: 1, second.id: 3}
    load.undo(store, second.id)
    assert history.counting(store) == {first.id: 3}
    assert history.counting(store, version=2) == {first.id: 1, second.id: 3}


def test_a_line_with_several_answers_counts_once(store):
    text = "response_id,responded_at,nps,overall\nR1,2024-03-01,9,4\nR2,2024-03-01,8,5\n"
    upload = bring(store, text).upload
    assert history.counting(store) == {upload.id: 2}


def test_the_rows_a_file_brought_are_canonical_with_line_and_attributes(store):
    text = CONTACTS.replace("reason", "tier")
    upload = bring(store, text).upload
    load.undo(store, upload.id)
    found = history.brought(store, upload, most=2)
    assert (found.columns[0], found.columns[-1], found.count) == ("line", "attr_tier", 3)
    assert not {"upload_id", "source", "reason"} & {*found.columns}
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    names = ("line", "contact_id", "channel", "attr_tier")
    assert [tuple(row[name] for name in names) for row in rows] == [
        (2, "A1", "phone", "Delivery"),
        (3, "A2", "chat", "Delivery"),
    ]


def test_reasons_are_limited_and_counted(store):
    upload = bring(store, DAMAGED).upload
    shown, count = history.reasons(store, upload.id, most=1)
    assert ([reason.line for reason in shown], count) == ([3], 4)


def test_undo_says_which_numbers_moved(store):
    bring(store, CONTACTS)
    more = "".join(f"B{i},2024-03-0{1 + i % 9} 09:00,C{i},phone,x\n" for i in range(40))
    upload = bring(store, CONTACTS.splitlines()[0] + "\n" + more).upload
    before = store.register.version
    load.undo(store, upload.id)
    (effect,) = history.moved(store, before, store.register.version, ("repeat_share",))
    assert effect.before.n > effect.after.n
    assert history.moved(store, before, before, ("repeat_share",)) == []


# When the rows of a file came


def calls(*days: str) -> str:
    """Contacts, one on each day named."""
    lines = [f"A{n},{day} 09:00,C1,phone" for n, day in enumerate(days)]
    return "\n".join(["contact_id,started_at,customer_id,channel", *lines])


def test_rows_are_counted_by_day_and_those_without_a_date_apart(store):
    head = "response_id,responded_at,nps,overall\n"
    lines = ["R1,2024-03-01,9,4", "R2,,8,5", "R3,2024-03-03 23:59,7,3", "R4,,7,\n"]
    upload = bring(store, head + "\n".join(lines)).upload
    found = history.by_day(store, upload)
    # Each line has two answers; on 2 March there were none.
    assert found.step == "day"
    assert found.periods == ((date(2024, 3, 1), 2), (date(2024, 3, 3), 2))
    assert found.undated == 4
    all_rows = history.brought(store, upload, most=1).count
    assert sum(n for _, n in found.periods) + found.undated == all_rows == 8


@pytest.mark.parametrize(
    ("until", "step"),
    [
        ("2024-01-03", "day"),
        # The 60th day from 1 January of a leap year, and the day after.
        ("2024-02-29", "day"),
        ("2024-03-01", "week"),
        ("2024-12-31", "week"),
        ("2026-12-31", "month"),
        ("2033-01-01", "year"),
    ],
)
def test_no_file_has_more_than_sixty_periods_and_none_loses_a_row(store, until, step):
    first, last = date(2024, 1, 1), date.fromisoformat(until)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = history.by_day(store, bring(store, calls(*map(str, days))).upload)
    assert found.step == step
    assert len(found.periods) <= 60
    assert sum(n for _, n in found.periods) == len(days)


def test_a_week_begins_on_monday_and_a_click_on_it_gives_its_rows(store):
    # 4 and 11 March 2024 are Mondays, the 10th is a Sunday.
    text = calls("2024-03-04", "2024-03-10", "2024-03-11", "2024-06-30")
    upload = bring(store, text).upload
    found = history.by_day(store, upload)
    assert found.step == "week"
    assert found.periods == (
        (date(2024, 3, 4), 2),
        (date(2024, 3, 11), 1),
        (date(2024, 6, 24), 1),
    )
    rows = history.brought(store, upload, most=1, within=("week", date(2024, 3, 4)))
    assert (rows.count, [row[0] for row in rows.rows]) == (2, [2])


def test_the_rows_of_a_period_keep_their_attributes(store):
    upload = bring(store, CONTACTS.replace("reason", "tier")).upload
    rows = history.brought(store, upload, most=9, within=("day", date(2024, 3, 3)))
    line = dict(zip(rows.columns, rows.rows[0], strict=True))
    assert (rows.count, line["line"], line["attr_tier"]) == (1, 4, "Refund")


def test_a_file_taken_back_and_one_without_rows_can_be_asked_too(store):
    upload = bring(store, CONTACTS).upload
    load.undo(store, upload.id)
    assert len(history.by_day(store, upload).periods) == 3
    nothing = bring(store, "response_id,responded_at,nps\nR1,,9\n").upload
    found = history.by_day(store, nothing)
    assert (found.periods, found.undated) == ((), 1)


# Two uploads compared


def test_a_comparison_names_what_went_came_and_changed(store):
    a = bring(store, CONTACTS.replace("reason", "tier")).upload
    after = """contact_id,started_at,customer_id,channel,tier
A2,2024-03-02 09:00,C1,,Delivery
A3,2024-03-03 09:00,C2,phone,Delivery
A4,2024-03-04 09:00,C2,phone,Refund
"""
    b = bring(store, after).upload
    found = diff.compare(store, a.id, b.id)
    counts = (found.only_a, found.only_b, found.different, found.equal)
    assert counts == (1, 1, 2, 0)
    assert found.columns == (("channel", 1), ("attr_tier", 1))
    assert [(c.key, c.column, c.before, c.after) for c in found.changed] == [
        (("A2",), "channel", "chat", None),
        (("A3",), "attr_tier", "Refund", "Delivery"),
    ]
    assert [(c.line_a, c.line_b) for c in found.changed] == [(3, 2), (4, 3)]
    assert [(row.key, row.line) for row in found.gone] == [(("A1",), 2)]
    assert [(row.key, row.line) for row in found.added] == [(("A4",), 4)]
    back = diff.compare(store, b.id, a.id)
    assert (back.only_a, back.only_b) == (1, 1)
    assert (back.changed[0].before, back.changed[0].after) == (None, "chat")


def test_answers_are_compared_by_response_question_and_touchpoint(store):
    head = "response_id,responded_at,nps,touchpoint: Web,touchpoint: App\n"
    a = bring(store, head + "R1,2024-03-01,9,3,4\nR2,2024-03-01,9,4,1\n").upload
    b = bring(store, head + "R1,2024-03-01,8,3,4\nR2,2024-03-01,9,5,1\n").upload
    found = diff.compare(store, a.id, b.id)
    assert (found.different, found.equal, found.only_a, found.only_b) == (2, 4, 0, 0)
    assert [(c.key, c.before, c.after) for c in found.changed] == [
        (("R1", "nps", ""), "9.0", "8.0"),
        (("R2", "touchpoint", "Web"), "4.0", "5.0"),
    ]


def test_a_long_comparison_lists_some_rows_and_counts_all(store):
    rows = sample_rows("hanbit_contacts.csv")[:400]
    names = list(rows[0])
    table = [list(row.values()) for row in rows]
    a = bring(store, written([names, *table])).upload
    team = names.index("team")
    changed = [[*row[:team], "Elsewhere", *row[team + 1 :]] for row in table[:300]]
    b = bring(store, written([names, *changed])).upload
    found = diff.compare(store, a.id, b.id, most=7)
    assert (found.only_a, found.different, found.equal) == (100, 300, 0)
    assert found.columns == (("team", 300),)
    assert (len(found.changed), len(found.gone)) == (7, 7)


def test_what_cannot_be_compared_is_said(store):
    a = bring(store, CONTACTS).upload
    b = bring(store, "response_id,responded_at,nps\nR1,2024-03-01,9\n").upload
    with pytest.raises(QuestionError, match="different kinds"):
        diff.compare(store, a.id, b.id)
    with pytest.raises(QuestionError, match="itself"):
        diff.compare(store, a.id, a.id)
    with pytest.raises(QuestionError, match="no upload nobody"):
        diff.compare(store, a.id, "nobody")


def test_an_upload_is_compared_with_the_one_before_of_its_source(store):
    a = bring(store, CONTACTS).upload
    bring(store, "response_id,responded_at,nps\nR1,2024-03-01,9\n")
    b = bring(store, CONTACTS.replace("A3", "A4")).upload
    assert diff.before(store, b) == a
    assert diff.before(store, a) is None


def test_a_correction_is_compared_with_what_it_corrects(store):
    original = bring(store, DAMAGED).upload
    _, lines = taken_away(store, original.id)
    bring(store, CONTACTS)
    correction = bring(store, written(corrected(lines))).upload
    assert diff.before(store, correction).id == original.id
    last = bring(store, CONTACTS.replace("A1", "B1")).upload
    assert diff.before(store, last).file == "export.csv"
    assert not diff.before(store, last).fixes


def test_the_command_diff_has_this_shape(store, capsys):
    a = bring(store, CONTACTS).upload
    b = bring(store, CONTACTS.replace("chat", "app").replace("A3", "A4")).upload
    home = ["--home", str(store.home)]
    assert main([*home, "diff", a.id, b.id, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    change = {"line_a": 3, "line_b": 3, "column": "channel"}
    assert found == {
        "a": a.id,
        "b": b.id,
        "table": "contact",
        "only_a": 1,
        "only_b": 1,
        "different": 1,
        "equal": 1,
        "columns": [{"column": "channel", "rows": 1}],
        "changed": [{"key": ["A2"], **change, "before": "chat", "after": "app"}],
        "gone": [{"key": ["A3"], "line": 4}],
        "added": [{"key": ["A4"], "line": 4}],
    }
    assert main([*home, "diff", b.id]) == 0
    assert "only in A 1, only in B 1, in both and different 1" in capsys.readouterr().out
    assert main([*home, "diff", a.id]) == 1
    assert "first upload of its source" in capsys.readouterr().err


# Rows set aside, taken away


def test_set_aside_lines_keep_every_cell_under_the_files_own_header(store):
    upload = bring(store, DAMAGED).upload
    content, lines = taken_away(store, upload.id)
    assert content.startswith(b"\xef\xbb\xbf")
    head = ["contact_id", "started_at", "customer_id", "channel", "reason"]
    assert lines[0] == [*head, "Cell 6", "Cell 7", *last_columns()]
    assert [line[:-1] for line in lines[1:]] == [
        ["A2", "soon", "C1", "'=cmd()", "Delivery", "", "", "3"],
        ["A3", "2024-03-03 09:00", "C2", "", "", "", "", "4"],
        ["A4", "2024-03-03 09:00", "C2", "phone", "a,b", "x", "y", "5"],
        ["", "2024-03-03 09:00", "C2", "phone", "'-5", "", "", "6"],
    ]
    assert [line[-1] for line in lines[1:]] == [
        "started_at: Expected: a date, year first.",
        "This line has 3 cells where the header has 5.",
        "This line has 7 cells where the header has 5.",
        "Contact number: This is needed and is missing.",
    ]


def test_a_file_without_a_fault_keeps_no_lines(store):
    upload = bring(store, CONTACTS).upload
    assert corrections(store.home, upload.id).rows == []
    assert duckdb.read_parquet(left_file(store.home, upload.id)).fetchall() == []


def test_every_set_aside_line_is_kept_and_no_other(store):
    upload = bring(store, DAMAGED).upload
    kept = duckdb.read_parquet(left_file(store.home, upload.id)).fetchall()
    shown, _ = history.reasons(store, upload.id, most=100)
    assert sorted(line for line, _ in kept) == [0, *sorted({r.line for r in shown})]


# Put right and brought back


def corrected(lines: list[list[str]]) -> list[list[str]]:
    """The four damaged lines as a person would put them right."""
    found = [list(line) for line in lines]
    found[1][1] = "2024-03-02 10:00"
    found[2][3:5] = ["chat", "Refund"]
    found[3][5:7] = ["", ""]
    found[4][0] = "A5"
    return found


def test_corrected_rows_come_in_with_their_own_lines_and_all_are_fixed(store):
    original = bring(store, DAMAGED, "march.csv").upload
    _, lines = taken_away(store, original.id)
    report = bring(store, written(corrected(lines)), "fixed.csv")
    upload = report.upload
    assert (upload.fixes, upload.rows_read, upload.new) == (original.id, 4, 4)
    assert report.reasons == ()
    rows = rows_of(store, "contact", "contact_id, line, channel, reason")
    assert sorted(rows) == [
        ("A1", 2, "phone", "Delivery"),
        # What the export had disarmed is the file's own text again.
        ("A2", 3, "=cmd()", "Delivery"),
        ("A3", 4, "chat", "Refund"),
        ("A4", 5, "phone", "a,b"),
        ("A5", 6, "phone", "-5"),
    ]
    found = history.fixed(store, store.register.uploads())
    assert found[original.id].lines == {3, 4, 5, 6}
    assert [each.file for each in found[original.id].files] == ["fixed.csv"]
    # The two columns that are ours became no attributes.
    brought = history.brought(store, upload, most=10)
    assert [name for name in brought.columns if name.startswith("attr_")] == []


def test_rows_nobody_touched_are_set_aside_again_for_the_same_reason(store):
    original = bring(store, DAMAGED)
    content, lines = taken_away(store, original.upload.id)
    raw = fix.put_back(store, read_file("again.csv", content))
    staged = load.stage_file(store, raw, load.choose_format(store, raw))
    # A short line, filled up with blanks for the table, is no whole line for that.
    assert staged.reasons == original.reasons
    assert (staged.new, staged.set_aside, fix.count_fixed(staged.con)) == (0, 4, 0)
    lines[1][1] = "2024-03-02 10:00"
    report = bring(store, written(lines), "partly.csv")
    assert (report.upload.new, report.upload.set_aside) == (1, 3)
    assert accounts(report.upload)
    assert report.reasons == original.reasons[1:]


def test_a_damaged_line_that_nobody_touched_is_still_called_damaged(store):
    original = bring(store, CONTACTS + 'A4,2024-03-04,C1,pho"ne,"x" y,z\n')
    _, lines = taken_away(store, original.upload.id)
    lines.append(["A5", "2024-03-05", "C1", "phone", "x", "", ""])
    again = bring(store, written(lines), "again.csv")
    assert again.reasons == original.reasons
    assert [reason.rule for reason in again.reasons] == [check.DAMAGED]
    lines[1][0] = "A4"
    rules = [reason.rule for reason in bring(store, written(lines), "b.csv").reasons]
    assert check.DAMAGED not in rules
    assert check.MISSING in rules


def test_a_second_correction_belongs_to_the_first_file_too(store):
    original = bring(store, DAMAGED, "march.csv").upload
    _, lines = taken_away(store, original.id)
    lines[1][1] = "2024-03-02 10:00"
    first = bring(store, written(lines), "first.csv").upload
    found = history.fixed(store, store.register.uploads())
    _, rest = taken_away(store, original.id, without=found[original.id].lines)
    assert [line[-2] for line in rest[1:]] == ["4", "5", "6"]
    _, rest = taken_away(store, first.id)
    rest[-1][0] = "A5"
    second = bring(store, written(rest), "second.csv").upload
    assert second.fixes == original.id
    found = history.fixed(store, store.register.uploads())
    assert found[original.id].lines == {3, 6}
    assert found[first.id].lines == {6}
    assert second.id not in found
    load.undo(store, first.id)
    found = history.fixed(store, store.register.uploads())
    assert found[original.id].lines == {6}


def test_of_two_files_with_the_same_header_the_rows_say_which_it_was(store):
    march = bring(store, DAMAGED, "march.csv").upload
    april = bring(store, DAMAGED.replace("C1", "C7").replace("C2", "C8"), "april.csv")
    for upload in (march, april.upload):
        _, lines = taken_away(store, upload.id)
        lines[1][1] = "2024-04-02 10:00"
        raw = fix.put_back(store, read_file("x.csv", written(lines).encode()))
        assert raw.fixes == upload.id


@pytest.mark.parametrize(("down", "up"), [("ko", "en"), ("en", "ko"), ("ko", "ko")])
def test_a_correction_is_known_whoever_reads_it(store, down, up):
    original = bring(store, DAMAGED).upload
    set_language(down)
    _, lines = taken_away(store, original.id)
    set_language(up)
    try:
        raw = fix.put_back(store, read_file("x.csv", written(corrected(lines)).encode()))
    finally:
        set_language("en")
    assert raw.fixes == original.id
    assert raw.header == ("contact_id", "started_at", "customer_id", "channel", "reason")


def test_added_and_doubled_rows_are_read_behind_the_last_line(store):
    original = bring(store, DAMAGED).upload
    _, lines = taken_away(store, original.id)
    lines = corrected(lines)
    width = len(lines[0])
    doubled = ["A8", *lines[1][1:]]
    added = ["A9", "2024-03-09 09:00", "C9", "phone", "x"]
    added += [""] * (width - len(added))
    upload = bring(store, written([*lines, doubled, added])).upload
    assert (upload.rows_read, upload.new) == (6, 6)
    assert accounts(upload)
    rows = dict(rows_of(store, "contact", "contact_id, line"))
    # The original's last line is 6; in the corrected file these are lines 6 and 7.
    assert (rows["A2"], rows["A8"], rows["A9"]) == (3, 12, 13)
    fixed = history.fixed(store, store.register.uploads())[original.id]
    assert fixed.lines == {3, 4, 5, 6}


def test_line_numbers_survive_a_spreadsheet(store):
    original = bring(store, DAMAGED).upload
    _, lines = taken_away(store, original.id)
    lines = corrected(lines)
    for line in lines[1:]:
        line[-2] += ".0"
    raw = fix.put_back(store, read_file("x.csv", written(lines).encode()))
    assert raw.table.column("line").to_pylist() == [3, 4, 5, 6]


def test_corrections_of_an_unknown_file_are_read_without_the_two_columns(store):
    other = Store(store.home.parent / "other")
    upload = bring(other, DAMAGED).upload
    _, lines = taken_away(other, upload.id)
    other.close()
    raw = fix.put_back(store, read_file("x.csv", written(corrected(lines)).encode()))
    assert raw.fixes == ""
    assert raw.header[:5] == (
        "contact_id",
        "started_at",
        "customer_id",
        "channel",
        "reason",
    )
    assert not {*last_columns()} & {*raw.header}
    assert raw.table.column("line").to_pylist() == [2, 3, 4, 5]


def test_a_file_that_happens_to_end_in_a_column_of_reasons_is_left_alone(store):
    text = "contact_id,started_at,line,why\nA1,2024-03-01 09:00,2,late\n"
    raw = read_file("x.csv", text.encode())
    assert fix.put_back(store, raw) is raw


def test_a_correction_uses_the_format_of_the_original(store):
    text = (ROOT / "formats" / "generic_contact.sql").read_text(encoding="utf-8")
    store.register.append("mapping_saved", "mine", {"text": text})
    original = bring(store, DAMAGED, format_id="mine").upload
    assert load.choose_format(store, read_file("y.csv", DAMAGED.encode())).id != "mine"
    _, lines = taken_away(store, original.id)
    raw = fix.put_back(store, read_file("x.csv", written(corrected(lines)).encode()))
    assert load.choose_format(store, raw).id == "mine"


def test_the_export_disarms_no_more_than_the_import_arms_again():
    for sign in export.RUNNABLE:
        content = export.as_csv(["a"], [[f"{sign}1"]]).decode("utf-8-sig")
        cell = next(iter(csv.reader(io.StringIO(content.split("\n", 1)[1]))))[0]
        con = connect()
        sql = f"select regexp_matches($cell, {fix.DISARMED})"
        assert con.execute(sql, {"cell": cell}).fetchall() == [(True,)]
