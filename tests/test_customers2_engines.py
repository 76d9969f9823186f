"""Loyalty, wavering, recovery, sources, offers, perfect orders: against hand and file."""

import random
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from math import prod

import pytest

from cx.analyses import (
    after_contacts,
    loyalty,
    perfect,
    recovery,
    sources,
    uplift,
    wavering,
)
from cx.errors import QuestionError
from cx.measure import Question, measure
from tests.exports import ROOT, alike, bring, bring_sample, coded, sample_rows

sys.path.append(str(ROOT / "sample_data"))

FILES = ("hanbit_orders.csv", "hanbit_surveys.csv", "hanbit_contacts.csv")
ALWAYS = Question()
START = datetime(2025, 1, 1, 12)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    store = alike(tmp_path_factory.mktemp("customers2") / "home")
    for name in FILES:
        bring_sample(store, name)
    return store


def orders_file(rows, *more):
    head = ("purchase_id", "customer_id", "occurred_at", "kind", "amount", *more)
    lines = [",".join(head)]
    for number, row in enumerate(rows, start=1):
        full = {"purchase_id": f"P{number}", "kind": "order", "amount": 10, **row}
        lines.append(",".join(str(full.get(name, "")) for name in head))
    return "\n".join(lines)


def surveys_file(rows, *more):
    head = ("response_id", "responded_at", "customer_id", "nps", *more)
    lines = [",".join(head)]
    for number, row in enumerate(rows, start=1):
        full = {"response_id": f"R{number}", **row}
        lines.append(",".join(str(full.get(name, "")) for name in head))
    return "\n".join(lines)


def at(day, hour=12):
    return (START + timedelta(days=day)).replace(hour=hour).isoformat(sep=" ")


# Perfect orders


def flags(row):
    return {
        "late": row["delivered_at"] > row["promised_at"],
        "incomplete": row["complete"] == "no",
        "damaged": row["undamaged"] == "no",
        "papers": row["documented"] == "no",
    }


def test_each_lost_order_is_lost_once_as_the_file_says(sample):
    told = [
        flags(row)
        for row in sample_rows("hanbit_orders.csv")
        if row["kind"] == "order" and row["promised_at"] and row["delivered_at"]
    ]
    first = Counter(next((c for c, bad in one.items() if bad), "none") for one in told)
    found = perfect.perfect(sample, ALWAYS)
    assert found.perfect.n == len(told)
    assert round(found.perfect.value * len(told)) == first["none"]
    for loss in found.losses:
        assert round(loss.first.value * len(told)) == first[loss.cause]
        assert round(loss.any.value * len(told)) == sum(one[loss.cause] for one in told)
    lost = sum(loss.first.value for loss in found.losses)
    assert found.perfect.value + lost == pytest.approx(1, abs=1e-12)
    rates = [1 - sum(one[c] for one in told) / len(told) for c in perfect.CAUSES]
    assert found.multiplied == pytest.approx(prod(rates))
    assert found.multiplied < found.perfect.value - 0.001
    several = sum(sum(one.values()) - any(one.values()) for one in told)
    assert found.beyond_first == several > 0


def test_rows_behind_a_loss_are_as_many_as_it_counts(sample):
    found = perfect.perfect(sample, ALWAYS)
    for loss in found.losses:
        rows = perfect.lost_rows(sample, ALWAYS, loss.cause, 5)
        assert rows.count == round(loss.first.value * loss.first.n)
        assert len(rows.rows) == 5
    with pytest.raises(QuestionError, match="no loss called x"):
        perfect.lost_rows(sample, ALWAYS, "x", 5)


def test_delivery_is_rated_lower_after_late_orders_and_payment_is_not(sample):
    late = perfect.after_delivery(sample, ALWAYS, "Delivery", 35)
    assert late.difference.high < 0
    assert late.late.n >= 100
    # Whether an order was late was drawn from the rating of Delivery; Payment goes with
    # it only as far as one person's ratings are alike.
    payment = perfect.after_delivery(sample, ALWAYS, "Payment", 35)
    assert abs(payment.difference.value) < abs(late.difference.value) / 2


def test_an_answer_belongs_to_the_latest_order_that_was_due(tmp_path):
    store = alike(tmp_path / "home")
    rows, answers = [], []
    for who in range(12):
        # The late order was due on day 4 and came on day 9; the next one was in time.
        rows += [
            {
                "customer_id": f"A{who}",
                "occurred_at": at(0),
                "promised_at": at(4),
                "delivered_at": at(9),
            },
            {
                "customer_id": f"A{who}",
                "occurred_at": at(20),
                "promised_at": at(24),
                "delivered_at": at(23),
            },
        ]
        answers += [
            # Nothing was due yet; overdue and not arrived; after the second one.
            {"customer_id": f"A{who}", "responded_at": at(2), "nps": 9, "csat": 5},
            {"customer_id": f"A{who}", "responded_at": at(6), "nps": 3, "csat": 1},
            {"customer_id": f"A{who}", "responded_at": at(30), "nps": 9, "csat": 4},
        ]
    bring(store, orders_file(rows, "promised_at", "delivered_at"), "orders.csv")
    bring(store, surveys_file(answers, "csat"), "surveys.csv")
    found = perfect.after_delivery(store, ALWAYS, None, 35)
    assert (found.late.n, found.late.value) == (12, 1)
    assert (found.on_time.n, found.on_time.value) == (12, 4)
    short = perfect.after_delivery(store, ALWAYS, None, 7)
    assert short.on_time.n == 0


# Recovery


def group_of(row):
    if row["had_problem"] == "no":
        return "none"
    if row["problem_contacted"] == "yes" and row["recovery_satisfaction"]:
        return "recovered" if row["recovery_satisfaction"] in "45" else "failed"
    return None


def test_the_paradox_is_found_in_satisfaction_and_not_in_buying(sample):
    found = recovery.recovery(sample, ALWAYS)
    outcomes = {one.name: one for one in found.outcomes}
    assert outcomes["satisfaction"].paradox
    assert outcomes["satisfaction"].failed.high < 0
    assert not outcomes["back"].paradox
    assert not outcomes["back"].recovered.clear
    asked = [row for row in sample_rows("hanbit_surveys.csv") if row["had_problem"]]
    assert found.asked == len(asked)
    for name, one in outcomes["satisfaction"].groups.items():
        scores = [
            int(row["csat"]) for row in asked if group_of(row) == name and row["csat"]
        ]
        assert one.n == len(scores)
        assert one.value == pytest.approx(sum(scores) / len(scores))


def test_each_stage_of_the_funnel_is_inside_the_one_before(sample):
    found = recovery.recovery(sample, ALWAYS)
    problem, *rest = found.funnel
    counts = [round(one.value * one.n) for one in rest]
    assert counts == sorted(counts, reverse=True)
    assert {one.n for one in rest} == {round(problem.value * problem.n)}
    assert found.silent + counts[0] == rest[0].n
    for stage, one in zip(recovery.STAGES, found.funnel, strict=True):
        rows = recovery.stage_rows(sample, ALWAYS, stage, 3)
        assert rows.count == round(one.value * one.n)


def test_buying_again_waits_for_its_days_and_for_a_first_order(tmp_path):
    store = alike(tmp_path / "home")
    answers = [
        {
            "customer_id": f"{kind}{who}",
            "responded_at": at({"A": 10, "B": 10, "C": 150, "D": 10}[kind]),
            "nps": 8,
            "had_problem": "no",
        }
        for kind in "ABCD"
        for who in range(12)
    ]
    rows = []
    for who in range(12):
        rows += [{"customer_id": f"{kind}{who}", "occurred_at": at(0)} for kind in "ABC"]
        # A is back after 90 days to the day, B a day too late; D had never ordered.
        rows += [
            {"customer_id": f"A{who}", "occurred_at": at(100)},
            {"customer_id": f"B{who}", "occurred_at": at(101)},
            {"customer_id": f"C{who}", "occurred_at": at(160)},
            {"customer_id": f"D{who}", "occurred_at": at(50)},
        ]
    rows.append({"customer_id": "Z", "occurred_at": at(200)})
    bring(store, orders_file(rows), "orders.csv")
    bring(store, surveys_file(answers, "had_problem"), "surveys.csv")
    (back,) = [o for o in recovery.recovery(store, ALWAYS).outcomes if o.name == "back"]
    assert (back.groups["none"].n, back.groups["none"].value) == (24, 0.5)


# Offers


def test_the_planted_uplift_is_found_and_part_of_it_is_eaten(sample):
    found = uplift.uplift(sample, ALWAYS, 90)
    again = found.measures["again"].difference
    assert again.low < 0.06 < again.high
    assert again.low > 0
    assert found.measures["discount"].difference.low > 0
    gross, net = found.measures["gross"].difference, found.measures["net"].difference
    cost = found.measures["discount"].difference
    assert net.value == pytest.approx(gross.value - cost.value)
    assert 0 < net.value < gross.value
    assert found.alike
    entered = [row for row in sample_rows("hanbit_orders.csv") if row["offer"]]
    assert found.waiting + sum(
        getattr(found.measures["again"], arm).n for arm in uplift.ARMS
    ) == len(entered)


def test_what_an_offer_brings_by_hand(tmp_path):
    store = alike(tmp_path / "home")
    rows = [{"customer_id": "Z", "occurred_at": at(200)}]
    for who in range(12):
        rows += [
            {"customer_id": f"A{who}", "occurred_at": at(0), "offer": "offered"},
            # Bought for 100 with 20 off, and sent 30 back.
            {
                "customer_id": f"A{who}",
                "occurred_at": at(40),
                "amount": 100 + who,
                "discount": 20,
            },
            {
                "customer_id": f"A{who}",
                "occurred_at": at(50),
                "kind": "return",
                "amount": 30,
            },
            # Too late to count.
            {"customer_id": f"A{who}", "occurred_at": at(95), "amount": 500},
            {"customer_id": f"B{who}", "occurred_at": at(0), "offer": "holdout"},
            # Enters the test a second time: once is enough.
            {
                "customer_id": f"B{who}",
                "occurred_at": at(60),
                "offer": "offered",
                "amount": 40 + who,
            },
        ]
    bring(store, orders_file(rows, "discount", "offer"), "orders.csv")
    paid = uplift.uplift(store, ALWAYS, 90, "paid").measures
    assert paid["again"].offered.value == paid["again"].holdout.value == 1
    assert paid["net"].offered.value == pytest.approx(100 + 5.5 - 30)
    assert paid["gross"].offered.value == pytest.approx(120 + 5.5 - 30)
    assert paid["net"].difference.value == pytest.approx(70 - 40)
    listed = uplift.uplift(store, ALWAYS, 90, "list").measures
    assert listed["gross"].offered.value == pytest.approx(100 + 5.5 - 30)
    assert listed["net"].offered.value == pytest.approx(80 + 5.5 - 30)
    with pytest.raises(QuestionError, match="cannot be read by 91"):
        uplift.uplift(store, ALWAYS, 91)


# Sources


def test_no_source_is_said_to_differ_where_nothing_is_planted(sample):
    found = sources.sources(sample, ALWAYS)
    assert found.tested == 12
    assert [one.differs for one in found.sources] == [()] * 4
    assert sum(one.share.value for one in found.sources) == pytest.approx(1)
    (referred,) = measure(sample, "referral_share")
    friend = next(one for one in found.sources if one.name == "friend")
    assert friend.share.value == pytest.approx(referred.value)
    assert sources.source_rows(sample, ALWAYS, "friend", 1).count == round(
        friend.share.value * found.new
    )


def test_a_source_whose_customers_leave_is_found(tmp_path):
    store = alike(tmp_path / "home")
    rows = [{"customer_id": "old", "occurred_at": at(0)}]
    for who in range(160):
        source = "bargain" if who < 80 else "friend"
        person = {"customer_id": f"A{who}", "acquisition_source": source}
        rows.append({**person, "occurred_at": at(100 + who % 10)})
        if who % 4 == 0 or (source == "friend" and who % 4 < 3):
            rows.append({**person, "occurred_at": at(130 + who % 10)})
    rows.append({"customer_id": "old", "occurred_at": at(300)})
    bring(store, orders_file(rows, "acquisition_source"), "orders.csv")
    found = sources.sources(store, ALWAYS)
    by_name = {one.name: one for one in found.sources}
    assert by_name["bargain"].outcomes["back90"].value == 0.25
    assert by_name["friend"].outcomes["back90"].value == 0.75
    assert by_name["bargain"].differs == ("back90",)
    assert by_name["bargain"].differences["back90"].high < 0


# Loyalty


@pytest.fixture(scope="module")
def forty(tmp_path_factory):
    """Ten customers of each cell, twelve too new, twelve without a score."""
    store = alike(tmp_path_factory.mktemp("forty") / "home")
    rows, answers = [], []
    for kind, score, orders in (("T", 9, 3), ("L", 10, 1), ("S", 8, 2), ("N", 0, 1)):
        for who in range(10):
            name = f"{kind}{who}"
            # An order of long ago says that they are not new, and counts no more.
            days = [0, *(300 + 10 * k for k in range(orders))]
            rows += [
                {"customer_id": name, "occurred_at": at(day), "discount": kind == "S"}
                for day in days
            ]
            answers += [
                {"customer_id": name, "responded_at": at(350), "nps": 10 - score},
                {"customer_id": name, "responded_at": at(360), "nps": score},
            ]
    rows += [{"customer_id": f"E{k}", "occurred_at": at(380)} for k in range(12)]
    answers += [
        {"customer_id": f"E{k}", "responded_at": at(390), "nps": 10} for k in range(12)
    ]
    rows += [{"customer_id": f"Q{k}", "occurred_at": at(100)} for k in range(12)]
    # Too long ago to be an attitude of today.
    answers += [
        {"customer_id": f"Q{k}", "responded_at": at(20), "nps": 10} for k in range(12)
    ]
    rows += [
        {"customer_id": f"T{k}", "occurred_at": at(400), "kind": "return", "amount": 5}
        for k in range(10)
    ]
    for row in rows:
        row["discount"] = 1 if row.get("discount") else 0
    bring(store, orders_file(rows, "discount"), "orders.csv")
    bring(store, surveys_file(answers), "surveys.csv")
    return store


def test_customers_are_placed_by_their_latest_score_and_orders_of_a_year(forty):
    found = loyalty.loyalty(forty, ALWAYS, "nps", "fixed")
    assert (found.buyers, found.too_new, found.silent) == (64, 12, 12)
    assert {one.name: one.people.value for one in found.cells} == dict.fromkeys(
        loyalty.CELLS, 0.25
    )
    money = {one.name: one.money for one in found.cells}
    assert money == {"true": 250, "latent": 100, "spurious": 200, "none": 100}
    assert sum(one.money_share for one in found.cells) == pytest.approx(1)
    discounted = {one.name: one.discounted for one in found.cells}
    assert discounted == {"true": 0, "latent": 0, "spurious": 1, "none": 0}


def test_who_changes_cell_under_other_cuts_is_said(forty):
    found = loyalty.loyalty(forty, ALWAYS, "nps", "fixed")
    moves = {(cuts.score, cuts.orders): share for cuts, share in found.moves}
    # From 8 on the spurious are true; from 3 orders on they buy too little.
    assert moves[8, 2] == 0.25
    assert moves[9, 3] == 0.25
    assert moves[9, 1] == 0.5
    assert (9, 2) not in moves


def test_rows_of_a_cell_are_its_customers_as_codes(forty):
    found = loyalty.loyalty(forty, ALWAYS, "nps", "fixed")
    rows = loyalty.cell_rows(forty, ALWAYS, found, "spurious", 100)
    place = rows.columns.index("customer_id")
    assert {row[place] for row in rows.rows} == {
        coded(forty, f"S{who}") for who in range(10)
    }
    assert rows.count == 10


def test_too_few_customers_of_both_kinds_are_not_placed(forty):
    early = Question(until=(START + timedelta(days=355)).date())
    found = loyalty.loyalty(forty, early, "nps", "fixed")
    assert found.placed == 52
    sooner = Question(until=(START + timedelta(days=110)).date())
    found = loyalty.loyalty(forty, sooner, "nps", "fixed")
    assert (found.placed, found.too_new, found.cells) == (0, 12, ())


def test_loyalty_refuses_an_attitude_it_does_not_know(forty):
    with pytest.raises(QuestionError, match="cannot be read by ces, fixed"):
        loyalty.loyalty(forty, ALWAYS, "ces", "fixed")
    assert loyalty.attitudes(forty, ALWAYS) == ["nps"]


# Wavering


def life(chance, leaves):
    """Orders about every 30 days for 700 days; who leaves stops after the fall."""
    rows, answers = [], []
    for who in range(300):
        name = f"A{who}"
        falls = who % 3 == 0
        fall = chance.randrange(200, 600)
        answers += [
            {"customer_id": name, "responded_at": at(fall - 100), "nps": 9},
            {"customer_id": name, "responded_at": at(fall), "nps": 4 if falls else 9},
        ]
        day = chance.expovariate(1 / 30)
        while day < 700:
            if not (leaves and falls and day > fall):
                rows.append({"customer_id": name, "occurred_at": at(int(day))})
            day += chance.expovariate(1 / 30)
    return orders_file(rows), surveys_file(answers)


@pytest.mark.parametrize("leaves", [True, False])
def test_a_rule_tells_only_where_those_it_points_to_leave(tmp_path, leaves):
    store = alike(tmp_path / "home")
    orders, surveys = life(random.Random(7), leaves)
    bring(store, orders, "orders.csv")
    bring(store, surveys, "surveys.csv")
    found = wavering.wavering(store, ALWAYS)
    rules = {one.name: one for one in found.rules}
    assert len(found.days) == 4
    assert rules["drop"].tells is leaves
    assert rules["drop"].flagged.n >= 30
    assert rules["snowball"].judged.n == rules["recovery"].judged.n == 0
    if leaves:
        assert rules["drop"].flagged.value > 0.9 > rules["drop"].others.value
    else:
        assert not any(one.tells for one in found.rules)


def test_a_rule_sees_nothing_that_comes_after_its_day(tmp_path):
    orders, surveys = life(random.Random(11), True)
    whole, cut = alike(tmp_path / "whole"), alike(tmp_path / "cut")
    bring(whole, orders, "orders.csv")
    bring(whole, surveys, "surveys.csv")
    day = (START + timedelta(days=500)).date()
    last = f"{day}T24"

    def before(text, column):
        head, *lines = text.split("\n")
        return "\n".join([head, *(one for one in lines if one.split(",")[column] < last)])

    bring(cut, before(orders, 2), "orders.csv")
    bring(cut, before(surveys, 1), "surveys.csv")
    then = wavering.wavering(whole, Question(until=day))
    known = wavering.wavering(cut, ALWAYS)
    assert then.active == known.active
    assert [one.now for one in then.rules] == [one.now for one in known.rules]
    names = tuple(wavering.RULES)
    assert (
        wavering.flagged_now(whole, Question(until=day), then, names, 1_000).rows
        == wavering.flagged_now(cut, ALWAYS, known, names, 1_000).rows
    )


def test_the_own_usual_gap_is_the_ninth_of_ten(tmp_path):
    store = alike(tmp_path / "home")
    rows = []
    for who in range(12):
        # Gaps of 10, 10, 10 and 40 days: nine in ten are 40 at most.
        rows += [
            {"customer_id": f"A{who}", "occurred_at": at(day)}
            for day in (0, 10, 20, 30, 70)
        ]
        # As long as that, and a day longer.
        rows.append({"customer_id": f"B{who}", "occurred_at": at(110 + who % 2)})
    bring(store, orders_file(rows), "orders.csv")
    for day, flagged in ((110, 0), (111, 12)):
        asked = Question(until=(START + timedelta(days=day)).date())
        found = wavering.wavering(store, asked)
        assert {one.name: one.now for one in found.rules}["gap"] == flagged


def test_the_rules_of_the_sample_are_counted_as_its_files_say(sample):
    found = wavering.wavering(sample, ALWAYS)
    assert found.days == tuple(found.as_of - timedelta(days=90 * k) for k in (1, 2, 3, 4))
    bought = {}
    for row in sample_rows("hanbit_orders.csv"):
        if row["kind"] == "order":
            when = datetime.fromisoformat(row["occurred_at"])
            if found.as_of - timedelta(days=365) < when <= found.as_of:
                bought[row["customer_id"]] = True
    assert found.active == len(bought)


# Contacts and buying


def test_contacts_are_compared_at_equal_past_orders(sample):
    found = after_contacts.after_contacts(sample, ALWAYS, "contacts")
    assert sum(one.n for one in found.crude) == sum(one.n for one in found.equal)
    assert found.crude[0].n > found.crude[1].n > found.crude[2].n
    assert found.coverage >= after_contacts.LEAST_COVERAGE
    # Those with contacts have just ordered: at equal orders they are less far ahead.
    crude = found.crude[-1].value - found.crude[0].value
    assert found.difference.value < crude
    repeats = after_contacts.after_contacts(sample, ALWAYS, "repeats")
    assert repeats.difference is None


def test_half_a_year_is_needed_to_see_contacts_and_what_follows(sample):
    early = Question(until=date(2025, 6, 30))
    assert after_contacts.after_contacts(sample, early, "contacts") is None
