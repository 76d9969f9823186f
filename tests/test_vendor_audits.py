"""Audits and volumes: what is kept, in English and in Korean files of CP949."""

from pathlib import Path

import pytest

from cx import catalog
from cx.ingest import load
from cx.ingest.read import read_file
from tests.exports import bring, rows_of

SAMPLES = Path(__file__).parent / "samples"
# Lines that are new, and that are set aside.
LINES = {
    "generic_audit.csv": (5, 1),
    "generic_audit_ko.csv": (3, 1),
    "generic_volume.csv": (4, 1),
    "generic_volume_ko.csv": (3, 1),
}


def content(name):
    return (SAMPLES / name).read_bytes()


@pytest.mark.parametrize("name", LINES)
def test_a_sample_is_known_as_its_format_alone(name):
    raw = read_file(name, content(name))
    found = [known.id for known in catalog.detect(list(raw.header))]
    assert found == [Path(name).stem.removesuffix("_ko")]


@pytest.mark.parametrize("name", LINES)
def test_every_line_of_a_sample_is_accounted_for(store, name):
    report = bring(store, content(name), name=name).upload
    assert (report.new, report.set_aside) == LINES[name]
    again = bring(store, content(name) + b"\n", name=name).upload
    assert (again.new, again.changed, again.duplicate) == (0, 0, LINES[name][0])


def test_points_count_on_neither_side_where_an_item_did_not_apply(store):
    bring(store, content("generic_audit.csv"), name="generic_audit.csv")
    found = {
        (visit, item): (points, most)
        for visit, item, points, most in rows_of(
            store, "audit_item", "visit_id, item, points, points_max"
        )
    }
    # 4 of 5 and 5 of 5 at weight 2; yes and no are 1 and 0 of 1.
    assert found == {
        ("V1", "Greeted within a minute"): (8, 10),
        ("V1", "Clean entrance"): (1, 1),
        ("V1", "Receipt offered"): (0, 1),
        ("V1", "Loyalty card"): (None, None),
        ("V2", "Greeted within a minute"): (10, 10),
    }


def test_the_same_things_are_counted_whatever_the_language(store):
    for name in ("generic_volume.csv", "generic_volume_ko.csv"):
        bring(store, content(name), name=name)
    march = (
        "select source, measure, coalesce(segment, ''), value from {}.volume "
        "where grain = 'month'"
    )
    found = store.query(march.format(store.mart())).rows
    assert sorted(found) == [
        ("generic_volume", "active customers", "", 48200),
        ("generic_volume", "active customers", "VIP", 48200),
        ("generic_volume", "orders", "", 52000),
    ]


def test_a_reason_names_the_column_as_a_korean_file_does(store):
    text = "방문번호,방문일시,점검항목,점수,만점,소요시간\n"
    text += "V1,어제,인사,4,5,길게\nV2,2024-03-14,인사,4,5,9\n"
    raw = read_file("v.csv", text.encode())
    staged = load.stage_file(store, raw, load.choose_format(store, raw))
    assert (staged.new, staged.set_aside, staged.ignored) == (1, 1, ())
    assert {reason.column for reason in staged.reasons} == {"방문일시", "소요시간"}


def test_two_auditors_of_one_visit_are_both_kept(store):
    head = "visit_id,visited_at,item,score,auditor\n"
    bring(store, head + "V1,2024-03-14,Polite,yes,A\nV1,2024-03-14,Polite,no,B\n")
    found = rows_of(store, "audit_item", "auditor, score")
    assert sorted(found) == [("A", 1), ("B", 0)]


def test_a_corrected_count_replaces_the_earlier_one(store):
    bring(store, "period,measure,value\n2024-03,orders,10\n2024-04,orders,11\n")
    report = bring(store, "period,measure,value\n2024-03-01,orders,12\n").upload
    # A day and a month that begin together are two periods.
    assert (report.new, report.changed) == (1, 0)
    report = bring(store, "period,measure,value\n2024. 3,Orders,13\n").upload
    assert (report.new, report.changed) == (0, 1)
    found = rows_of(store, "volume", "grain, value")
    assert sorted(found) == [("day", 12), ("month", 11), ("month", 13)]
