"""Audits and volumes of files nobody knew: guessed, mapped by hand, and read."""

import json
from dataclasses import replace

import pytest

from cx import catalog
from cx.cli import main
from cx.ingest import load, values
from cx.ingest.mapping import from_dict, mapping_id, read_text, to_json, to_text
from cx.ingest.mapping_lines import GRAINS
from cx.ingest.read import read_file
from cx.ingest.suggest import propose, to_mapping
from cx.ingest.suggest_names import aliases
from cx.ingest.unknown_words import unknown_words
from cx.store import Store
from tests.exports import bring, rows_of

AUDIT = """Inspection no,Inspection date,Branch,Inspected by,Section,Question,\
Points scored,Max points,Must pass,Remarks
I-7,14/03/2024,North,R. Lee,Entrance,Door is clean,4,5,No,Leaves on the mat
I-7,14/03/2024,North,R. Lee,Till,Receipt offered,Yes,,Yes,
I-7,14/03/2024,North,R. Lee,Till,Loyalty card,N/A,5,No,
I-8,29/03/2024,South,R. Lee,Entrance,Door is clean,6,5,No,
"""
KOREAN_AUDIT = """점검번호,점검일자,점포명,점검자,점검영역,평가항목,점검결과
가1,2024. 3. 14,강남점,김점검,입구,바닥 청결,예
가1,2024. 3. 14,강남점,김점검,계산,영수증 안내,아니오
가1,2024. 3. 14,강남점,김점검,계산,포인트 안내,해당없음
가2,2024. 3. 15,강남점,김점검,입구,바닥 청결,글쎄
"""
LONG = """Reporting period,Metric name,Number of contacts divided by,Sales channel
Mar 2024,Orders,"52,000",
April 2024,Orders,48000,
Mar-24,Active customers,900,
13,Orders,5,
"""
KOREAN_VOLUME = """기준월,주문건수,판매채널
2024년 3월,"1,250건",앱
202404,1300,앱
2024.05,열,앱
"""


def guessed(name, content, **changes):
    raw = read_file(name, content)
    return raw, replace(to_mapping(propose(raw), raw, name=name), **changes)


def load_with(store, name, content, mapping):
    assert mapping.faults() == []
    fmt = read_text(mapping_id(mapping), to_text(mapping))
    report = bring(store, content, name=name, mapping=fmt)
    return report, (report.upload.new, report.upload.set_aside)


@pytest.mark.usefixtures("as_mapped")
def test_an_english_audit_is_guessed_and_every_line_accounted_for(store):
    raw, mapping = guessed("walk.csv", AUDIT.encode())
    assert catalog.detect(list(raw.header)) == []
    assert (mapping.into, mapping.date_order, mapping.scale) == (
        "audit_item",
        "dmy",
        None,
    )
    assert mapping.fields == {
        "visit_id": "Inspection no",
        "visited_at": "Inspection date",
        "site": "Branch",
        "auditor": "Inspected by",
        "touchpoint": "Section",
        "item": "Question",
        "score": "Points scored",
        "scale_max": "Max points",
        "critical": "Must pass",
        "comment": "Remarks",
    }
    report, counts = load_with(store, "walk.csv", AUDIT, mapping)
    assert counts == (3, 1)
    assert [(r.line, r.rule) for r in report.reasons] == [
        (5, "The score lies outside its scale.")
    ]
    columns = (
        "visit_id, visited_at::varchar, site, touchpoint, item, applicable, score, "
        "scale_min, scale_max, critical"
    )
    day = "2024-03-14 00:00:00"
    # 4 of 5; a yes without a scale runs from 0 to 1; what did not apply has no score.
    assert sorted(rows_of(store, "audit_item", columns)) == [
        ("I-7", day, "North", "Entrance", "Door is clean", True, 4, 0, 5, False),
        ("I-7", day, "North", "Till", "Loyalty card", False, None, 0, 5, False),
        ("I-7", day, "North", "Till", "Receipt offered", True, 1, 0, 1, True),
    ]


def test_a_korean_audit_of_yes_and_no_runs_from_0_to_1(store):
    content = KOREAN_AUDIT.encode("cp949")
    _, mapping = guessed("점검.csv", content)
    assert (mapping.into, mapping.scale) == ("audit_item", (0, 1))
    _, counts = load_with(store, "점검.csv", content, mapping)
    assert counts == (3, 1)
    assert sorted(rows_of(store, "audit_item", "site, item, applicable, score")) == [
        ("강남점", "바닥 청결", True, 1),
        ("강남점", "영수증 안내", True, 0),
        ("강남점", "포인트 안내", False, None),
    ]


def test_a_word_for_a_score_is_asked_about_and_its_answer_is_laid_over(store):
    content = KOREAN_AUDIT.encode("cp949")
    raw, mapping = guessed("점검.csv", content)
    source = mapping_id(mapping)
    store.register.append("mapping_saved", source, {"text": to_text(mapping)})
    fmt = load.choose_format(store, raw)
    staged = load.stage_file(store, raw, fmt)
    (word,) = unknown_words(staged)
    staged.con.close()
    assert (word.column, word.word, word.choices) == (
        "점검결과", "글쎄", ("1", "0", values.NOT_USED),
    )  # fmt: skip
    values.save(store.register, source, {"점검결과": {"글쎄": values.NOT_USED}})
    upload = bring(store, content, name="점검.csv").upload
    assert (upload.new, upload.set_aside) == (4, 0)
    found = rows_of(store, "audit_item", "visit_id, applicable, score")
    assert ("가2", False, None) in found


@pytest.mark.parametrize(
    ("header", "cells", "scale"),
    [
        ("Score (1-5)", ["1", "3", "5"], (1, 5)),
        ("점수(100점 만점)", ["80", "95"], (0, 100)),
        ("Score (out of 4)", ["1", "4"], (0, 4)),
        ("Score", ["1", "5"], None),
        ("Score", ["yes", "no", "N/A"], (0, 1)),
        ("Score", ["1", "0"], None),
        ("Score", ["yes", "3"], None),
    ],
)
def test_a_scale_is_proposed_only_where_the_file_says_it(header, cells, scale):
    lines = [f"V{n},2024-03-1{n},Item,{cell}\n" for n, cell in enumerate(cells)]
    text = f"Visit id,Visit date,Item,{header}\n" + "".join(lines)
    _, mapping = guessed("a.csv", text.encode())
    assert (mapping.into, mapping.scale) == ("audit_item", scale)
    open_scale = [f for f in mapping.faults() if "to which the scores run" in f]
    assert bool(open_scale) == (scale is None)


def test_a_scale_that_was_said_holds_where_no_cell_says_another(store):
    text = (
        "Visit id,Visit date,Item,Score,Max score\n"
        "1,2024-03-14,a,7,\n2,2024-03-14,a,4,5\n3,2024-03-14,a,no,\n4,2024-03-14,a,0,\n"
    )
    _, mapping = guessed("a.csv", text.encode(), scale=(1, 7))
    _, counts = load_with(store, "a.csv", text, mapping)
    # Nought lies below a scale from 1.
    assert counts == (3, 1)
    found = rows_of(store, "audit_item", "visit_id, score, scale_min, scale_max")
    assert sorted(found) == [("1", 7, 1, 7), ("2", 4, 1, 5), ("3", 1, 1, 7)]


def test_volumes_by_month_in_english(store):
    text = LONG.replace("Number of contacts divided by", "Volume")
    raw, mapping = guessed("counts.csv", text.encode())
    assert catalog.detect(list(raw.header)) == []
    assert mapping.into == "volume"
    assert mapping.fields == {
        "period_start": "Reporting period",
        "measure": "Metric name",
        "value": "Volume",
        "channel": "Sales channel",
    }
    _, counts = load_with(store, "counts.csv", text, replace(mapping, grain="month"))
    assert counts == (3, 1)
    columns = "period_start::varchar, grain, measure, value"
    assert sorted(rows_of(store, "volume", columns)) == [
        ("2024-03-01 00:00:00", "month", "active customers", 900),
        ("2024-03-01 00:00:00", "month", "orders", 52000),
        ("2024-04-01 00:00:00", "month", "orders", 48000),
    ]


def test_korean_volumes_are_called_what_their_column_is_called(store):
    content = KOREAN_VOLUME.encode("cp949")
    _, mapping = guessed("물량.csv", content)
    assert (mapping.into, mapping.grain, mapping.measure) == ("volume", "month", None)
    _, counts = load_with(store, "물량.csv", content, mapping)
    assert counts == (2, 1)
    columns = "period_start::varchar, grain, measure, value, channel"
    assert sorted(rows_of(store, "volume", columns)) == [
        ("2024-03-01 00:00:00", "month", "orders", 1250, "app"),
        ("2024-04-01 00:00:00", "month", "orders", 1300, "app"),
    ]


@pytest.mark.parametrize(
    ("periods", "grain"),
    [
        (["2024-03-14", "2024-03-15"], "day"),
        (["20240314", "20240315"], "day"),
        (["2024-W11", "2024-W12"], "week"),
        (["2024-03", "2024-04"], "month"),
        # The first of each month, and Monday after Monday: days, or longer.
        (["2024-03-01", "2024-04-01"], None),
        (["2024-03-04", "2024-03-11", "2024-03-25"], None),
        (["03/04/2024", "03/11/2024", "03/25/2024"], None),
        (["2024-03-14", "2024-04"], None),
    ],
)
def test_the_length_of_a_period_is_proposed_only_where_it_is_plain(periods, grain):
    lines = "".join(f"{one},orders,5\n" for one in periods)
    _, mapping = guessed("v.csv", ("Period,Metric,Count\n" + lines).encode())
    assert (mapping.into, mapping.grain) == ("volume", grain)


def test_the_length_that_was_said_holds_for_full_dates(store):
    text = "Period,Metric,Count\n2024-03-01,orders,5\n2024-04-01,orders,6\n"
    _, mapping = guessed("v.csv", text.encode(), grain="month")
    load_with(store, "v.csv", text, mapping)
    assert {row[0] for row in rows_of(store, "volume", "grain")} == {"month"}
    mid = "Period,Metric,Count\n2024-03-14,orders,5\n2024-05-01,orders,6\n"
    _, counts = load_with(store, "w.csv", mid, mapping)
    assert counts == (1, 1)


WIDE = """Visit id,Visit date,Auditor,Greeting,Clean floor,Receipt,Parking
V1,2024-03-14,Kim,yes,no,yes,yes
V2,2024-03-15,Kim,no,no,yes,yes
"""


@pytest.mark.parametrize("into", [None, "audit_item"])
def test_a_sheet_with_one_column_per_item_is_said_to_be_one(into):
    doubts = propose(read_file("w.csv", WIDE.encode()), into).doubts
    assert [d for d in doubts if "one column per item (Greeting and 3 more)" in d]


@pytest.mark.parametrize("text", [AUDIT, KOREAN_AUDIT, LONG])
def test_a_file_with_one_line_per_item_is_not(text):
    doubts = propose(read_file("w.csv", text.encode()), "audit_item").doubts
    assert not [d for d in doubts if "one column per item" in d]


def test_volumes_beside_each_other_are_pointed_out():
    text = "기준월,주문건수,출고\n2024-03,10,9\n2024-04,11,8\n"
    proposal = propose(read_file("v.csv", text.encode()), "volume")
    assert [d for d in proposal.doubts if d.startswith("출고 hold numbers too")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"fields": {"item": "a"}}, "Choose the column for: Visit number."),
        ({"scale": [5, 1]}, "must lie above the lowest"),
        ({"into": "volume", "fields": {}}, "First day of the period"),
        ({"into": "volume", "grain": "fortnight"}, "is one of day, week, month"),
    ],
)
def test_what_is_open_is_said(change, said):
    mapping = from_dict({"name": "x", "into": "audit_item", "fields": {}, **change})
    assert any(said in fault for fault in mapping.faults())


def test_a_mapping_from_the_screen_is_what_the_command_line_takes(tmp_path):
    content = KOREAN_AUDIT.replace("점검결과", "점수").encode("cp949")
    _, mapping = guessed("점검.csv", content)
    path, export = tmp_path / "mapping.json", tmp_path / "점검.csv"
    path.write_text(to_json(mapping, {"점수": {"글쎄": "0"}}), encoding="utf-8")
    export.write_bytes(content)
    home = tmp_path / "home"
    assert main(["--home", str(home), "import", str(export), "--mapping", str(path)]) == 0
    store = Store(home)
    found = sorted(rows_of(store, "audit_item", "visit_id, item, score"))
    (upload,) = store.register.uploads()
    store.close()
    assert upload.format == mapping_id(mapping)
    assert ("가2", "바닥 청결", 0) in found
    assert len(found) == 4


def test_a_mapping_comes_back_from_its_json_as_it_was():
    given = from_dict(
        {
            "name": "v", "into": "volume", "fields": {"value": "n", "period_start": "p"},
            "grain": "week", "measure": "O'Brien's orders",
            "values": {"n": {"ten": "10"}},
        }
    )  # fmt: skip
    back = from_dict(json.loads(to_json(given, {"n": {"two": "2"}})))
    assert back == replace(given, values={"n": {"ten": "10", "two": "2"}})


def test_the_words_of_the_shipped_formats_mean_the_same_in_a_mapping():
    sql = catalog.formats()["generic_volume"].sql
    for group in ("grains", "measures"):
        for meaning, words in aliases()[group].items():
            assert meaning in GRAINS or group == "measures"
            for word in words:
                stands = f"('{word}', '" in sql
                assert not stands or f"('{word}', '{meaning}')" in sql
