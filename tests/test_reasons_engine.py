"""Contacts by reason and per X: what is counted, what it is divided by, what adds up."""

import importlib
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import exp, log, sqrt

import numpy as np
import pytest

from cx import typed
from cx.analyses import closed_loop, reason_units, reasons
from cx.analyses.reasons import Proposal, Verdicts, proposal, verb
from cx.errors import QuestionError
from cx.measure import Question
from cx.stats import control
from cx.stats.rates import rate_interval, rate_ratio
from cx.store import Store
from tests.exports import SAMPLES, bring

YEAR = Question(since=date(2026, 1, 1), until=date(2026, 12, 31))


def contacts(*lines: str) -> str:
    head = "contact_id,started_at,customer_id,channel,reason,direction,product,cost"
    return "\n".join((head, *lines)) + "\n"


# What is counted


def test_a_contact_counts_when_the_customer_began_it(store):
    bring(
        store,
        contacts(
            "1,2026-01-05 09:00,A,phone,Refund,in,,10.50",
            "2,2026-01-05 10:00,A,phone,Refund,in,,9.50",
            "3,2026-01-06 09:00,B,phone,Refund,,,",
            "4,2026-01-06 10:00,B,phone,Delivery,in,,1.00",
            "5,2026-01-07 10:00,B,phone,Delivery,out,,1.00",
            "6,2026-01-08 10:00,C,email,survey,in,,",
            "7,2026-01-08 11:00,D,email,auto-reply,in,,",
            "8,2026-01-09 11:00,,email,,in,,",
        ),
    )
    found = reasons.towers(store, YEAR)
    assert [(one.reason, one.contacts) for one in found] == [
        ("Refund", 3),
        ("Delivery", 1),
        (None, 1),
    ]
    # A came twice, B once: squares 4 + 1.
    assert (found[0].customers, found[0].squares) == (2, 5)
    assert (found[0].cost, found[0].costed) == (Decimal("20.00"), 2)
    # B came about both: one customer in all, with two contacts. Squares 4 + 4 + 1.
    every = reasons.total(store, YEAR)
    assert (every.contacts, every.customers, every.squares) == (5, 3, 9)


def test_reasons_and_months_add_up_to_all(sample_store):
    every = reasons.total(sample_store, Question())
    assert every.contacts > 10_000
    towers = reasons.towers(sample_store, Question())
    assert sum(one.contacts for one in towers) == every.contacts
    assert sum(one.cost for one in towers) == every.cost
    months = reasons.by_month(sample_store, Question())
    assert sum(one.contacts for one in months.values()) == every.contacts
    for one in towers:
        asked = reasons.about(Question(), (one.reason,))
        assert reasons.total(sample_store, asked).contacts == one.contacts
        assert reasons.rows(sample_store, asked, most=5).count == one.contacts


def test_rows_of_too_few_are_not_opened(store):
    bring(store, contacts("1,2026-01-05 09:00,A,phone,Refund,in,,"))
    with pytest.raises(QuestionError):
        reasons.rows(store, YEAR)


def test_about_no_reason_keeps_the_filter_there_is():
    asked = Question(filters=(("reason", ("Refund",)),))
    assert reasons.about(asked, ()) == asked
    assert dict(reasons.about(asked, (None,)).filters)["reason"] == ("~",)


def test_sales_are_known_only_where_one_is_recorded(store):
    bring(store, contacts("1,2026-01-05 09:00,A,phone,Refund,in,,"))
    assert reasons.sold(store, YEAR) == {}


# What contacts are divided by


def volumes(*lines: str) -> str:
    return "\n".join(("period,measure,value,product", *lines)) + "\n"


def test_a_whole_and_its_parts_are_not_counted_twice(store):
    lines = [
        "2026-01,orders,100,",
        *("2026-01,orders,60,Sofa", "2026-01,orders,40,Bed"),
        *("2026-02,orders,30,Sofa", "2026-02,orders,20,Bed"),
    ]
    bring(store, volumes(*lines), "volumes.csv")
    found = reason_units.units(store, Question(), "orders")
    assert found.by_month == {date(2026, 1, 1): 100.0, date(2026, 2, 1): 50.0}
    sofas = Question(filters=(("channel", ("phone",)), ("product", ("Sofa",))))
    narrowed = reason_units.units(store, sofas, "orders")
    assert narrowed.by_month == {date(2026, 1, 1): 60.0, date(2026, 2, 1): 30.0}
    assert (narrowed.followed, narrowed.ignored) == (("product",), ("channel",))


def test_days_make_a_month_only_where_they_cover_it(store):
    days = [f"2026-01-{n:02d},orders,10," for n in range(1, 32)]
    days += [f"2026-02-{n:02d},orders,10," for n in range(1, 20)]
    bring(store, volumes(*days), "volumes.csv")
    found = reason_units.units(store, Question(), "orders")
    assert found.by_month == {date(2026, 1, 1): 310.0}


def test_weeks_are_in_no_month(store):
    weekly = "period,grain,measure,value\n2026-01-05,week,orders,10\n"
    bring(store, weekly, "volumes.csv")
    assert reason_units.choices(store, None) == []


def test_orders_of_the_order_file_are_the_x_where_no_volume_is(store):
    head = "purchase_id,occurred_at,customer_id,kind,product\n"
    days = [f"2026-0{n // 10 + 1}-{n % 10 + 1:02d}" for n in range(29)]
    lines = [f"{n},{day},K{n},order,Bed" for n, day in enumerate(days)]
    end = "90,2026-03-31,K90,order,Sofa\n91,2026-03-31,K91,return,Sofa\n"
    bring(store, head + "\n".join(lines) + "\n" + end, "orders.csv")
    assert reason_units.choices(store, None) == ["~order"]
    found = reason_units.units(store, Question(), "~order")
    counted = {date(2026, 1, 1): 10.0, date(2026, 2, 1): 10.0, date(2026, 3, 1): 10.0}
    assert found.by_month == counted
    sofas = Question(filters=(("product", ("Sofa",)),))
    assert reason_units.units(store, sofas, "~order").by_month == {date(2026, 3, 1): 1.0}


def test_only_whole_months_without_a_gap_are_used():
    known = reason_units.Units(
        "orders",
        {date(2026, month, 1): 10.0 for month in (1, 2, 4, 5, 6, 7)},
    )
    covered = date(2026, 1, 1), date(2026, 7, 30)
    found = reason_units.whole_months(Question(), covered, known)
    # July is not over on the 30th, March has no X.
    assert found == [date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)]
    late = replace(Question(), since=date(2026, 4, 2), until=date(2026, 6, 30))
    assert reason_units.whole_months(late, covered, known)[0] == date(2026, 5, 1)
    assert reason_units.whole_months(Question(), None, known) == []


# Rates


def test_a_rate_by_hand():
    # 80 contacts of 50 customers, squares 200, over 400 orders: 0.2 times or divided by
    # exp(1.96 sqrt(200) / 80) = 1.4140.
    found = rate_interval(80, 200, 400)
    reach = exp(1.959964 * sqrt(200) / 80)
    assert found.value == 0.2
    assert found.low == pytest.approx(0.2 / reach, rel=1e-6)
    assert found.high == pytest.approx(0.2 * reach, rel=1e-6)
    assert reach == pytest.approx(1.414, abs=1e-3)


def test_no_contact_is_no_proof_of_none():
    found = rate_interval(0, 0, 1_000)
    assert (found.low, found.value) == (0, 0)
    assert found.high == pytest.approx(3.6889 / 1_000, rel=1e-4)


def test_intervals_hold_the_truth_as_often_as_they_say():
    """500 customers come 0.2 times on average, and bring 1 to 4 contacts each."""
    random = np.random.default_rng(20)
    held = 0
    for _ in range(2_000):
        each = random.integers(1, 5, size=random.poisson(100))
        found = rate_interval(int(each.sum()), int((each**2).sum()), 500)
        held += found.low <= 0.5 <= found.high
    assert 0.935 <= held / 2_000 <= 0.965


def test_a_ratio_of_two_rates_by_hand():
    found = rate_ratio((60, 60, 100), (90, 90, 100))
    assert found.value == pytest.approx(2 / 3)
    error = sqrt(1 / 60 + 1 / 90)
    assert log(found.high / found.value) == pytest.approx(1.959964 * error, rel=1e-6)


@pytest.mark.parametrize("wrong", [(1, 0, 5), (1, 1, 0), (-1, 1, 5)])
def test_a_rate_of_nothing_is_refused(wrong):
    with pytest.raises(ValueError, match="rate"):
        rate_interval(*wrong)


def test_limits_of_the_u_chart_by_hand():
    units = [100.0, 400.0, 100.0, 400.0, 100.0]
    events = [20, 100, 25, 76, 90]
    chart = control.rate_chart(units, events, unfinished=[4])
    centre = 221 / 1_000
    errors = [sqrt(centre / n) for n in units]
    z = [(x / n - centre) / e for x, n, e in zip(events, units, errors, strict=True)][:4]
    moving = [abs(b - a) for a, b in pairwise(z)]
    sigma = sum(moving) / 3 / 1.128
    assert chart.centre == pytest.approx(centre)
    assert chart.sigma_z == pytest.approx(sigma)
    assert chart.high[1] == pytest.approx(centre + 3 * sigma * errors[1])
    assert min(chart.low) >= 0
    # 0.9 is far outside, and the month is not over.
    assert not chart.judged[4]
    assert not any(chart.outside)


# What is planted


@pytest.fixture(scope="module")
def actions():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SAMPLES))
        found = importlib.import_module("actions")
        for name in ("actions", "chance", "when"):
            sys.modules.pop(name, None)
    return found


def test_the_planted_fall_of_a_rate_is_found_and_no_other(tmp_path, actions):
    store = Store(tmp_path / "home")
    bring(store, (SAMPLES / "actions_contacts.csv").read_bytes(), "actions_contacts.csv")
    start = actions.ACTION_STARTS
    before = Question(since=actions.FIRST, until=date(2026, 3, 31))
    after = Question(since=start, until=actions.LAST)
    sides = [
        {one.reason: one for one in reasons.towers(store, asked)}
        for asked in (before, after)
    ]
    days = [(asked.until - asked.since).days + 1.0 for asked in (before, after)]
    found = {
        reason: rate_ratio(
            (sides[1][reason].contacts, sides[1][reason].squares, days[1]),
            (sides[0][reason].contacts, sides[0][reason].squares, days[0]),
        )
        for reason in actions.PER_DAY
    }
    fell = found.pop(actions.ELIMINATED)
    assert fell.low <= 1 - actions.ELIMINATED_SHARE <= fell.high < 1
    renamed = found.pop(actions.RENAMED)
    assert renamed.low <= 1 - actions.RENAMED_SHARE <= renamed.high < 1
    gained = found.pop(actions.RENAMED_INTO)
    moved = actions.PER_DAY[actions.RENAMED] * actions.RENAMED_SHARE
    assert gained.low <= 1 + moved / actions.PER_DAY[actions.RENAMED_INTO] <= gained.high
    assert all(one.low <= 1 <= one.high for one in found.values())


# What people decide


@pytest.mark.parametrize(
    ("customer", "company", "poor", "said"),
    [
        (-2, -2, False, "eliminate"),
        (-1, 2, False, "simplify"),
        (1, -1, False, "automate"),
        (2, 2, False, "leverage"),
        (2, 2, True, "improve"),
        (-2, -2, True, "eliminate"),
        (0, 2, False, "improve"),
        (-2, 0, False, "improve"),
        (0.25, -2, False, "improve"),
        (0.26, -2, False, "automate"),
        (None, 2, False, None),
        (1, None, True, None),
    ],
)
def test_the_verb_of_a_quadrant(customer, company, poor, said):
    assert verb(customer, company, poor=poor) == said


def test_a_proposal_says_why_and_nothing_more():
    worst = Verdicts(-1, -1, -1, share=0.3, usual=0.1, sold=0.0)
    assert proposal(worst) == Proposal(
        -2,
        -2,
        (("satisfaction", -1), ("ease", -1), ("returns", -1), ("volume", -1)),
    )
    sells = Verdicts(1, 0, None, share=0.1, usual=0.1, sold=0.05)
    assert proposal(sells) == Proposal(1, 1, (("satisfaction", 1), ("sales", 1)))
    unknown = Verdicts(None, None, None, share=0.1, usual=0.1, sold=None)
    assert proposal(unknown) == Proposal(None, 0, ())


# The register


def test_what_is_late_and_how_old_it_is(store):
    typed.say(store, "owner_set", "Refund", {"owner": "Finance"})
    due = {"target": 0.1, "per": "orders", "due": "2026-03-01"}
    typed.say(store, "target_set", "Refund", due)
    start = {"action": "eliminate", "status": "started", "started_at": "2026-01-01"}
    first = typed.say(store, "action_set", "Refund", start)
    entry = closed_loop.entries(store, first, date(2026, 3, 1))[0]
    assert (entry.age, entry.late) == (59, False)
    entry = closed_loop.entries(store, first, date(2026, 3, 2))[0]
    assert (entry.age, entry.late) == (60, True)
    done = {**start, "status": "done", "done_at": "2026-02-01"}
    second = typed.say(store, "action_set", "Refund", done)
    entry = closed_loop.entries(store, second, date(2026, 9, 1))[0]
    assert (entry.age, entry.late, entry.owner) == (31, False, "Finance")
    # Done after it was due is late for good.
    late = {**done, "done_at": "2026-03-05"}
    third = typed.say(store, "action_set", "Refund", late)
    assert closed_loop.entries(store, third, date(2026, 9, 1))[0].late
    # As it was decided before.
    assert closed_loop.entries(store, first, date(2026, 3, 2))[0].status == "started"


def test_an_old_version_is_looked_at_on_its_own_day(store):
    first = typed.say(store, "owner_set", "Refund", {"owner": "Finance"})
    typed.say(store, "owner_set", "Refund", {"owner": "Logistics"})
    at = typed.latest(store, "owner_set", first)["Refund"].at
    assert closed_loop.day_of(store, first).isoformat() == at[:10]


def test_contributors_answer_for_nothing(store):
    typed.say(store, "owner_set", "A", {"owner": "IT", "contributors": ("Finance",)})
    version = typed.say(store, "owner_set", "B", {"owner": "IT"})
    found = closed_loop.entries(store, version, date(2026, 1, 1))
    assert {o: len(held) for o, held in closed_loop.by_owner(found).items()} == {"IT": 2}
