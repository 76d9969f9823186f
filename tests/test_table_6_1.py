"""The ten contacts of the method cards, 6.1: each cell of the table by metric files."""

import pytest

from cx import catalog
from tests.worked import cells_of, rows_counted, work_out

# The first row is a call made by the company: the export opens early enough for nothing
# to be cut off at its start, as the table assumes.
TEN = """
customer_id | contact_id | started_at | channel | reason | direction
Z | c00 | 2025-11-01 09:00 | phone |  | out
A | c01 | 2026-01-01 09:00 | web | billing | in
A | c02 | 2026-01-01 11:00 | phone | billing | in
A | c03 | 2026-01-05 10:00 | phone | billing | in
A | c04 | 2026-01-07 10:00 | phone | refund | in
A | c05 | 2026-01-25 10:00 | chat | delivery | in
B | c06 | 2026-01-03 10:00 | phone | delivery | in
C | c07 | 2026-01-04 10:00 | chat | delivery | in
C | c08 | 2026-01-10 10:00 | phone | delivery | in
D | c09 | 2026-01-28 10:00 | phone | billing | in
 | c10 | 2026-01-15 10:00 | phone | billing | in
"""
# Key and window; episodes, contacts; naive; mature: n, share; longest; digital -> phone.
TABLE = {
    ("customer", 3): (7, 9, 5 / 7, 6, 4 / 6, 2, (1, 3)),
    ("customer", 7): (5, 9, 3 / 5, 3, 1 / 3, 4, (2, 3)),
    ("customer", 14): (5, 9, 3 / 5, 3, 1 / 3, 4, (2, 3)),
    ("customer", 30): (4, 9, 2 / 4, 0, None, 5, (2, 2)),
    ("reason", 7): (6, 9, 4 / 6, 4, 2 / 4, 3, (2, 3)),
}
every_row = pytest.mark.parametrize(
    ("same", "window", "expected"),
    [(same, window, cells) for (same, window), cells in TABLE.items()],
    ids=[f"{same}-{window}" for same, window in TABLE],
)


def worked(metric_id, **parameters):
    return work_out(catalog.metric(metric_id), cells_of(TEN), parameters)


def counted(metric_id, **parameters):
    return rows_counted(catalog.metric(metric_id), cells_of(TEN), parameters)


@every_row
def test_a_row_of_the_table(same, window, expected):
    asked = {"same": same, "window_days": window}
    episodes, contacts, naive, mature, share, longest, (came, digital) = expected

    size = worked("contacts_per_episode", **asked, counted="all")
    assert size.n == episodes
    assert size.n * size.value == pytest.approx(contacts)
    rows = counted("contacts_per_episode", **asked, counted="all")
    assert max(row["value"] for row in rows) == longest

    simple = worked("fcr_naive", **asked)
    assert (simple.n, simple.value) == (episodes, pytest.approx(naive))

    judged = {"customer": "fcr_no_return_any", "reason": "fcr_no_return_same"}[same]
    true = worked(judged, window_days=window)
    assert true.n == mature
    assert true.value == (share and pytest.approx(share))

    leak = worked("digital_to_phone", **asked, ripe="all")
    assert (leak.n * leak.value, leak.n) == (pytest.approx(came), digital)


def followed(kind):
    rows = counted("follow_up", kind=kind)
    return {row["contact_id"] for row in rows if row["value"]}


def test_the_types_of_follow_up_within_seven_days():
    assert followed("explicit") == {"c01", "c02", "c07"}
    assert followed("implicit") == {"c03"}


def test_too_recent_contacts_have_no_type_yet():
    judged = {row["contact_id"] for row in counted("follow_up")}
    assert judged == {"c01", "c02", "c03", "c04", "c06", "c07", "c08"}


def test_linkage_is_nine_of_ten():
    linked = worked("linkage_rate")
    assert (linked.n, linked.value) == (10, pytest.approx(0.9))


def test_repeat_share_of_contacts_and_of_first_contacts():
    """The sentence under the table: 44.4 % of volume; 42.9 % of mature contacts stay."""
    size = worked("contacts_per_episode", counted="all")
    contacts = size.n * size.value
    assert (contacts - size.n) / contacts == pytest.approx(4 / 9)
    assert 1 - worked("repeat_share").value == pytest.approx(3 / 7)


def test_with_left_truncation_nothing_is_left_to_judge_at_seven_days():
    """Section 6.1: "applying it leaves no mature first contacts, the right answer"."""
    rows = [row for row in cells_of(TEN) if row["contact_id"] != "c00"]
    assert work_out(catalog.metric("fcr_no_return_any"), rows).n == 0
