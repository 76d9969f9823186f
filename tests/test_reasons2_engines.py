"""Benefit, cost, self-service and alerts: against plain counting, and what is planted."""

import csv
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from cx.analyses import alerts, benefit, self_service, unnecessary
from cx.errors import QuestionError
from cx.measure import NOT_RECORDED, Question, measure, rows_behind
from cx.stats.did import judge
from tests.exports import SAMPLES, alike, bring, bring_sample

sys.path.insert(0, str(SAMPLES))
import actions
import selfservice

sys.path.remove(str(SAMPLES))

ALL = Question()
VERBS = {
    "Where is my order": "eliminate",
    "Return request": "simplify",
    "Change of address": "automate",
    "Product question": "leverage",
}


def asked(**parameters):
    return replace(ALL, parameters=tuple(parameters.items()))


@pytest.fixture(scope="module")
def actions_store(tmp_path_factory):
    opened = alike(tmp_path_factory.mktemp("actions") / "home")
    bring_sample(opened, "actions_contacts.csv")
    yield opened
    opened.close()


# Benefit


def test_weeks_are_whole_and_hold_what_the_file_holds(actions_store):
    found = benefit.weekly(actions_store, ALL)
    counted = Counter()
    with (SAMPLES / "actions_contacts.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["started_at"][:10])
            counted[day - timedelta(days=day.weekday()), row["reason"]] += 1
    assert {week.weekday() for week in found.weeks} == {0}
    assert found.weeks[0] >= actions.FIRST
    assert found.weeks[-1] + timedelta(days=6) <= actions.LAST
    for reason, values in found.counts.items():
        expected = [counted[week, reason] for week in found.weeks]
        assert values.tolist() == expected


def judged(store, reason, **more):
    found = benefit.weekly(store, ALL)
    return benefit.benefit(found, reason, actions.ACTION_STARTS, **more)


def test_the_planted_action_is_found_with_its_interval(actions_store):
    found = judged(actions_store, actions.ELIMINATED)
    effect = found.judged.effect
    assert effect.low <= -actions.ELIMINATED_SHARE <= effect.high < 0
    avoided, low, high = effect.avoided
    assert low < avoided < high
    assert avoided == pytest.approx(effect.expected - effect.now)
    # The week of the start, a Wednesday, is on neither side.
    before, after = found.weeks[found.at - 1], found.weeks[found.at]
    assert before + timedelta(days=6) < actions.ACTION_STARTS <= after
    assert (after - before).days == 14
    assert sum(found.actual) == effect.before + effect.now
    assert sum(found.expected[found.at :]) == pytest.approx(effect.expected)


def test_the_planted_new_name_is_noticed(actions_store):
    found = judged(actions_store, actions.RENAMED, acted_on=[actions.ELIMINATED]).judged
    assert found.effect.low <= -actions.RENAMED_SHARE + 0.05
    assert found.effect.high < 0
    risen = [one.name for one in found.neighbours if one.rose]
    assert risen == [actions.RENAMED_INTO]
    assert found.renamed
    assert not found.together.clear


@pytest.mark.parametrize(
    "reason",
    sorted(
        set(actions.PER_DAY) - {actions.ELIMINATED, actions.RENAMED, actions.RENAMED_INTO}
    ),
)
def test_untouched_reasons_show_no_effect_and_no_new_name(actions_store, reason):
    acted = [actions.ELIMINATED, actions.RENAMED, actions.RENAMED_INTO]
    found = judged(actions_store, reason, acted_on=acted).judged
    assert not found.effect.clear
    assert not found.renamed


def test_shuffled_reasons_show_no_effect_in_95_of_100(actions_store):
    import numpy as np

    found = benefit.weekly(actions_store, ALL)
    names = sorted(found.counts)
    rows = [
        (week, name)
        for name in names
        for week, n in enumerate(found.counts[name])
        for _ in range(n)
    ]
    weeks = np.array([week for week, _ in rows])
    reasons = np.array([name for _, name in rows])
    clear = 0
    for seed in range(100):
        mixed = np.random.default_rng(seed).permutation(reasons)
        counts = {
            name: np.bincount(weeks[mixed == name], minlength=len(found.weeks))
            for name in names
        }
        clear += judge(counts, actions.ELIMINATED, 25).effect.clear
    assert clear <= 5


def test_an_action_before_or_after_all_data_is_not_judged(actions_store):
    found = benefit.weekly(actions_store, ALL)
    for start in (date(2020, 1, 1), date(2030, 1, 1)):
        assert benefit.benefit(found, actions.ELIMINATED, start) is None
    assert benefit.benefit(found, "no such reason", actions.ACTION_STARTS) is None


def test_blank_reasons_are_a_neighbour_too(store):
    lines = ["contact_id,started_at,customer_id,channel,reason,direction"]
    for week in range(20):
        day = date(2026, 1, 5) + timedelta(days=7 * week)
        n = 30 if week < 10 else 5
        for at in range(60):
            reason = "Invoice" if at < n else "Other" if at >= 30 else ""
            lines.append(f"c{week}-{at},{day} 10:00:{at:02},,phone,{reason},in")
    lines.append("last,2026-05-31 10:00:00,,phone,Other,in")
    bring(store, "\n".join(lines) + "\n")
    found = benefit.benefit(
        benefit.weekly(store, ALL), "Invoice", date(2026, 3, 16)
    ).judged
    assert NOT_RECORDED in [one.name for one in found.neighbours]


# Cost


def test_parts_and_what_is_left_are_all_contacts(sample_store):
    for question in (ALL, replace(ALL, since=date(2026, 1, 1), until=date(2026, 3, 31))):
        found = unnecessary.costs(sample_store, question, VERBS, hourly=Decimal(20_000))
        for field in ("contacts", "costed", "cost", "timed", "seconds"):
            parts = sum(getattr(one, field) for one in found.parts)
            assert parts == getattr(found.total, field), field
            both = getattr(found.unnecessary, field) + getattr(found.necessary, field)
            assert both == getattr(found.total, field), field
        assert found.total.contacts > 1_000


def test_the_rows_of_the_parts_are_all_contacts_and_no_contact_is_twice(sample_store):
    question = replace(ALL, since=date(2026, 8, 1), until=date(2026, 8, 31))
    found = unnecessary.costs(sample_store, question, VERBS)
    seen = []
    for one in found.parts:
        if not one.contacts:
            continue
        rows = unnecessary.rows(sample_store, question, one.name, VERBS, most=10_000)
        assert rows.count == len(rows.rows) == one.contacts
        seen += [row[rows.columns.index("contact_id")] for row in rows.rows]
    assert len(seen) == len(set(seen)) == found.total.contacts


def test_costs_by_hand(store):
    """A's second contact is a repeat whatever it is about; a blank cost uses the hour."""
    bring(
        store,
        "contact_id,customer_id,channel,started_at,reason,direction,cost,handle_s\n"
        "c0,Z,phone,2025-11-01 09:00,Lost,out,9,9\n"
        "c1,A,phone,2026-01-01 09:00,Lost,in,10,\n"
        "c2,A,phone,2026-01-03 09:00,Bill,in,7,100\n"
        "c3,B,phone,2026-01-03 09:00,Lost,in,,1800\n"
        "c4,C,phone,2026-01-03 09:00,Bill,in,,\n"
        "c5,,phone,2026-01-04 09:00,Lost,in,1,60\n",
    )
    verbs = {"Lost": "eliminate", "Bill": "leverage"}
    found = unnecessary.costs(store, ALL, verbs, hourly=Decimal(12))
    parts = {one.name: one for one in found.parts}
    told = {
        n: (p.contacts, p.costed, float(p.cost)) for n, p in parts.items() if p.contacts
    }
    assert told == {
        "repeat": (1, 1, 7.0),
        # 10, half an hour at 12, and 1.
        "eliminate": (3, 3, 17.0),
        "leverage": (1, 0, 0.0),
    }
    assert (found.unnecessary.contacts, found.necessary.contacts) == (4, 1)
    assert found.total.hours == pytest.approx(1960 / 3600)
    without = unnecessary.costs(store, ALL, verbs)
    assert {one.name: one.costed for one in without.parts}["eliminate"] == 2
    with pytest.raises(QuestionError):
        unnecessary.rows(store, ALL, "repeat", verbs)


# Self-service


def test_every_attempt_is_followed_or_has_one_reason_why_not(sample_store):
    found = self_service.attempts(sample_store, ALL)
    (kept,) = measure(sample_store, "self_service_containment")
    assert found.followed == kept.n
    assert found.unlinked > 0 < found.unripe
    assert found.all == found.followed + found.unlinked + found.no_reason + found.unripe


def test_planted_leaks_are_within_their_intervals(sample_store):
    """99 % of the leaks planted, five of seven at least in a 95 % interval."""
    found = measure(
        sample_store, "self_service_containment", replace(ALL, by=("reason",))
    )
    leaks = {e.group["reason"]: (1 - e.high, 1 - e.value, 1 - e.low) for e in found}
    assert set(leaks) == set(selfservice.LEAKS)
    worst = max(leaks, key=lambda reason: leaks[reason][1])
    assert worst == max(selfservice.LEAKS, key=selfservice.LEAKS.get)
    # Linked attempts leak a little more than all: nobody's leak can be seen.
    for reason, planted in selfservice.LEAKS.items():
        assert leaks[reason][0] - 0.02 <= planted <= leaks[reason][2] + 0.02, reason


def test_a_day_holds_no_more_contacts_than_a_week_and_steps_only_shrink(sample_store):
    steps = [
        measure(
            sample_store,
            "self_service_containment",
            asked(counted=counted, window_days=days),
        )[0]
        for counted, days in (("done", 7), ("done_no_contact", 1), ("done_no_contact", 7))
    ]
    assert len({one.n for one in steps}) == 1
    assert steps[0].value > steps[1].value > steps[2].value > 0


# Alerts


def arms(store, **more):
    return alerts.between(
        store,
        "alerted_contact_rate",
        asked(arm="alerted", **more),
        asked(arm="held_out", **more),
    )


def test_planted_alerts_save_contacts(sample_store):
    """By construction 30 % fewer contacts about delivery; all contacts show as many."""
    told = alerts.told(sample_store, ALL)
    assert told.alerted + told.held_out == told.all
    assert told.held_out / told.all == pytest.approx(selfservice.HELD_OUT, abs=0.03)
    same = arms(sample_store, about="same", window_days=7)
    assert same.difference.high < 0
    anything = arms(sample_store, about="any", window_days=7)
    held = delivery_rate(sample_store)
    planted = -selfservice.FEWER_CONTACTS * held
    assert anything.difference.low <= planted <= anything.difference.high


def delivery_rate(store):
    """Share of those held out who asked about delivery in a week, counted by hand."""
    contacts = {}
    found = rows_behind(store, "linkage_rate", ALL, most=100_000)
    at, who, why = (
        found.columns.index(c) for c in ("started_at", "customer_id", "reason")
    )
    for row in found.rows:
        if row[who] and row[why] in selfservice.ALERT_REASONS:
            contacts.setdefault(row[who], []).append(row[at])
    sent = rows_behind(store, "alerted_contact_rate", asked(arm="held_out"), most=100_000)
    at, who = (sent.columns.index(c) for c in ("sent_at", "customer_id"))
    hits = [
        any(
            row[at] <= one <= row[at] + timedelta(days=7)
            for one in contacts.get(row[who], [])
        )
        for row in sent.rows
    ]
    return sum(hits) / len(hits)


def test_alerts_bring_no_contacts_where_none_are_planted(sample_store):
    found = arms(sample_store, about="any", window_days=2)
    assert not found.difference.clear or found.difference.value < 0


def test_days_around_an_alert_are_counted_as_by_hand(store):
    contacts = "contact_id,customer_id,channel,started_at,reason,direction\n"
    for at in range(30):
        contacts += f"x{at},X{at},phone,2026-01-{at + 1:02} 08:00,Other,in\n"
    for at in range(6):
        contacts += f"k{at},C{at},phone,2026-01-11 10:00,Delay,in\n"
    # Twice on one day counts once; the day before the alert is day -1.
    contacts += (
        "k9,C0,phone,2026-01-11 11:00,Delay,in\nk8,C1,phone,2026-01-09 10:00,Delay,in\n"
    )
    bring(store, contacts)
    lines = "alert_id,sent_at,customer_id,reason,held_out\n"
    for at in range(24):
        lines += f"L1,2026-01-10 09:00,C{at},Delay,{'yes' if at % 2 else 'no'}\n"
    bring(store, lines)
    found = alerts.around(store, ALL)
    at = found.days.index(1)
    assert (found.alerted[at].n, found.alerted[at].value) == (12, 3 / 12)
    assert found.held_out[at].value == 3 / 12
    before = found.days.index(-1)
    assert (found.held_out[before].value, found.alerted[before].value) == (1 / 12, 0)
    assert sum(one.value for one in found.alerted) == pytest.approx(3 / 12)


def test_without_a_holdout_nothing_is_claimed(store):
    bring(
        store,
        "contact_id,customer_id,channel,started_at\nc,A,phone,2026-03-01 09:00\n",
    )
    lines = "alert_id,sent_at,customer_id,reason,held_out\n"
    lines += "".join(f"L1,2026-01-10 09:00,C{at},Delay,\n" for at in range(40))
    bring(store, lines)
    assert not alerts.told(store, ALL).claim
    assert arms(store, window_days=7).difference is None


# Silent sufferers


def test_planted_problems_are_within_their_intervals(sample_store):
    planted = {
        "problem_incidence": 0.22,
        "contact_propensity": 0.40,
        "problem_resolved": 0.60,
    }
    for name, value in planted.items():
        (found,) = measure(sample_store, name)
        assert found.low <= value <= found.high, name
    silent, none = (
        measure(sample_store, "stays_after_problem", asked(among=among))[0]
        for among in ("silent", "no_problem")
    )
    gap = alerts.between(
        sample_store,
        "stays_after_problem",
        asked(among="silent"),
        asked(among="no_problem"),
    )
    assert silent.value < none.value
    assert gap.difference.high < 0


def test_groups_of_problems_share_nobody_and_are_all(sample_store):
    n = {
        among: measure(sample_store, "stays_after_problem", asked(among=among))[0].n
        for among in (
            *("all", "no_problem", "problem", "silent"),
            *("contacted", "resolved", "unresolved"),
        )
    }
    assert n["all"] == n["no_problem"] + n["problem"]
    assert n["problem"] == n["silent"] + n["contacted"]
    assert n["contacted"] == n["resolved"] + n["unresolved"]


def test_containment_agrees_with_plain_counting(sample_store):
    """Every attempt of one task followed by hand over all its customer's contacts."""
    question = replace(ALL, filters=(("reason", ("Payment failed",)),))
    kept = rows_behind(sample_store, "self_service_containment", question, most=100_000)
    found = rows_behind(sample_store, "linkage_rate", question, most=100_000)
    when: dict[str, list[datetime]] = {}
    at, who = (found.columns.index(c) for c in ("started_at", "customer_id"))
    for row in found.rows:
        when.setdefault(row[who], []).append(row[at])
    at, who, value = (
        kept.columns.index(c) for c in ("started_at", "customer_id", "value")
    )
    assert kept.count > 300
    for row in kept.rows:
        asked_for = any(
            row[at] <= one <= row[at] + timedelta(days=7)
            for one in when.get(row[who], [])
        )
        assert row[value] == (0 if asked_for else 1)
