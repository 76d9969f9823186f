"""Later data change no ripe outcome; ways of loading change no episode."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cx import catalog
from tests.exports import alike, bring
from tests.worked import rows_counted

QUICK = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
WINDOWS = (1, 3, 7, 14, 30)


def moments(first, last):
    """Whole hours from one day of 2026 to another: ties are common, and meant."""
    return st.tuples(st.integers(first, last), st.sampled_from([0, 6, 12])).map(
        lambda at: f"2026-{1 + at[0] // 28:02}-{1 + at[0] % 28:02} {at[1]:02}:00"
    )


def contacts(first, last, most):
    one = st.fixed_dictionaries(
        {
            "started_at": moments(first, last),
            "customer_id": st.sampled_from(["A", "B", None]),
            "reason": st.sampled_from(["billing", "refund", None]),
            "channel": st.sampled_from(["web", "phone"]),
            "resolved": st.sampled_from(["true", "false", None]),
            "abandoned": st.sampled_from([None, None, None, "true"]),
        }
    )
    return st.lists(one, min_size=1, max_size=most)


def numbered(rows, start=0):
    return [
        {"row_id": f"r{n:03}", "contact_id": f"c{n:03}", "source": "made", **row}
        for n, row in enumerate(rows, start=start)
    ]


def outcomes(metric_id, rows, **parameters):
    counted = rows_counted(catalog.metric(metric_id), rows, parameters)
    return {row["contact_id"]: row["value"] for row in counted}


JUDGED = (
    ("fcr_no_return_any", {}),
    ("fcr_no_return_same", {}),
    ("fcr_agent_said", {}),
    ("fcr_reading", {"reading": "no_return_same"}),
    ("resolution_gap", {"cell": "solved_not"}),
    ("digital_to_phone", {"window_days": 3}),
    ("repeat_share", {}),
    ("follow_up", {}),
)


@pytest.mark.parametrize(("metric_id", "parameters"), JUDGED, ids=[j[0] for j in JUDGED])
@QUICK
@given(past=contacts(0, 55, 14), future=contacts(56, 120, 6))
def test_later_contacts_never_change_what_was_ripe(metric_id, parameters, past, future):
    if metric_id == "digital_to_phone":
        # An episode that goes on may still come to the phone; a first return may not.
        future = [{**row, "channel": "web"} for row in future]
    before = numbered(past)
    known = outcomes(metric_id, before, **parameters)
    later = outcomes(
        metric_id, before + numbered(future, start=len(before)), **parameters
    )
    assert known == {contact: later[contact] for contact in known}


def test_the_property_above_is_about_something():
    """Without ripeness it would not hold: the naive count does change."""
    past = numbered([{"started_at": "2026-01-01 00:00", "customer_id": "A"}])
    later = numbered(
        [{"started_at": "2026-01-02 00:00", "customer_id": "A"}], start=len(past)
    )
    assert outcomes("fcr_naive", past) == {"c000": 1}
    assert outcomes("fcr_naive", past + later) == {"c000": 0}


@QUICK
@given(rows=contacts(0, 40, 14), seed=st.integers(0, 99))
def test_shuffling_rows_changes_no_episode(rows, seed):
    made = numbered(rows)
    mixed = random.Random(seed).sample(made, len(made))
    # Lines of a file in another order have other row numbers as well.
    mixed = [{**row, "row_id": f"m{n:03}"} for n, row in enumerate(mixed)]
    for same in ("customer", "reason"):
        assert episodes_of(mixed, same) == episodes_of(made, same)


COMPARED = ("contact_id", "contacts", "last_at", "last_channel", "switches", "is_ripe")


def episodes_of(rows, same):
    metric = catalog.metric("contacts_per_episode")
    counted = rows_counted(metric, rows, {"same": same, "counted": "all"})
    return sorted(tuple(row[name] for name in COMPARED) for row in counted)


# The same through files


HEAD = "contact_id,started_at,customer_id,channel,direction,reason"


def export(lines):
    return "\n".join([HEAD, *lines]) + "\n"


def made_lines(count=240):
    """Few customers and whole hours: chains of every length, and ties."""
    chance = random.Random(7)
    return [
        f"C{n:04},2026-{chance.randint(1, 4):02}-{chance.randint(1, 28):02} "
        f"{chance.choice((9, 12)):02}:00,P{chance.randint(1, 40)},"
        f"{chance.choice(('web', 'phone', 'chat'))},in,"
        f"{chance.choice(('Billing', 'Refund', 'Delivery'))}"
        for n in range(count)
    ]


def episodes(store):
    alias = store.mart()
    sql = f"""
        select window_days, same, contact_id, contacts, last_at, last_channel, switches,
            hand_offs, moved_to_phone, is_ripe, is_over
        from {alias}.episode order by all"""
    return store.query(sql).rows


def loaded(home, *files):
    store = alike(home)
    for number, lines in enumerate(files):
        bring(store, export(lines), f"export_{number}.csv")
    found = episodes(store)
    store.close()
    return found


def test_order_parts_and_loading_again_change_no_episode(tmp_path):
    lines = made_lines()
    whole = loaded(tmp_path / "whole", lines)
    assert max(row[3] for row in whole if row[:2] == (7, "customer")) > 3
    assert {row[0] for row in whole} == set(WINDOWS)

    mixed = random.Random(3).sample(lines, len(lines))
    assert loaded(tmp_path / "mixed", mixed) == whole
    # Two halves that overlap, the later one first.
    assert loaded(tmp_path / "parts", lines[100:], lines[:140]) == whole
    assert loaded(tmp_path / "again", lines, [*lines[:50]], mixed) == whole
