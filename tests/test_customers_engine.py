"""Customers from their first order on: worked by hand, by the fixture, and on nothing."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from cx.analyses.cohorts import DAYS_OF_MONTH, cohort_rows, cohorts, contracts
from cx.analyses.cohorts import contract_rows as contract_rows_of
from cx.analyses.cost_to_serve import profit, profit_rows, whale_of
from cx.analyses.customers import first_visits, looks_like_orders, visitors
from cx.analyses.spend import activity, buyers, first_year, repurchase, rfm, rfm_rows
from cx.analyses.visits import after_delivery, met_on
from cx.errors import QuestionError
from cx.measure import Question, measure
from tests.exports import bring, coded
from tests.screens import address, broke, sentences, shown_store

HEAD = "purchase_id,customer_id,occurred_at,kind,amount"
ANY = Question()
YEAR = DAYS_OF_MONTH[12]


def orders(store, rows, head=HEAD):
    """Rows are (customer, day, kind, amount…); each gets a number of its own."""
    lines = [
        f"O{number},{who},{','.join(str(cell) for cell in rest)}"
        for number, (who, *rest) in enumerate(rows)
    ]
    return bring(store, "\n".join([head, *lines]), "orders.csv")


# The fixture of the methods: (months, 1 = left), ten customers of a contract
LEFT = (
    *((2, 1), (3, 1), (3, 0), (5, 1), (8, 1)),
    *((12, 0), (12, 0), (12, 0), (6, 0), (4, 1)),
)


def contract_rows():
    """Whoever left began a year ago; whoever was seen for m months began m months ago."""
    end = date(2025, 1, 1)

    def months_back(count):
        return date(2025 - (count > 0), (12 - count) % 12 + 1, 1)

    rows = []
    for number, (months, left) in enumerate(LEFT):
        begun = date(2024, 1, 1) if left else months_back(months)
        rows.append((f"C{number}", begun, "order", 10))
        if left:
            rows.append((f"C{number}", date(2024, 1 + months, 1), "cancel", ""))
    # The data ends with a return of somebody who never bought.
    return [*rows, ("Z", end, "return", 1)]


def test_retention_of_the_fixture_is_kaplan_meiers(store):
    orders(store, contract_rows())
    waits = contracts(store, ANY, lead_days=0)[None]
    found = {
        month: waits.still(DAYS_OF_MONTH[month], {}).value
        for month in (2, 3, 4, 5, 8, 12)
    }
    assert found == {
        2: pytest.approx(0.900),
        3: pytest.approx(0.800),
        4: pytest.approx(0.686, abs=0.0005),
        5: pytest.approx(0.571, abs=0.0005),
        8: pytest.approx(0.429, abs=0.0005),
        12: pytest.approx(3 / 7),
    }
    assert (waits.n, waits.happened) == (10, 5)
    listed = contract_rows_of(store, ANY, lead_days=0, most=100)
    at = listed.columns.index("left_at")
    assert listed.count == 10
    assert sum(row[at] is not None for row in listed.rows) == 5


def test_beyond_what_was_watched_retention_is_unknown(store):
    orders(store, contract_rows())
    waits = contracts(store, ANY, lead_days=0)[None]
    assert waits.still(DAYS_OF_MONTH[18], {}).status == "unknown"


def test_the_page_shows_the_estimate_and_neither_naive_answer(screen, tmp_path):
    """5 of 10 still here and 3 of 10 in month 12 are both wrong, and are not shown."""
    opened = shown_store(tmp_path / "home")
    twelvefold = [
        (f"{who}-{copy}", *rest) for copy in range(12) for who, *rest in contract_rows()
    ]
    orders(opened, twelvefold)
    parameters = {**address(opened), "part": "retention", "lead": "0"}
    page = screen(opened.home, "customers", **parameters)
    assert not broke(page)
    said = sentences(page).replace("\\", "")
    assert "42.9%" in said
    assert "Kaplan-Meier" in said
    tables = " ".join(str(table.value) for table in page.dataframe)
    for naive in ("50.0%", "30.0%"):
        assert naive not in said
        assert naive not in tables


def test_nobody_ever_cancelled_is_no_contract(store):
    orders(store, [(f"C{n}", "2024-01-01", "order", 10) for n in range(20)])
    assert contracts(store, ANY, lead_days=0) == {}


# First visits by hand


def test_second_and_third_visits_by_hand(store):
    """12 customers: 6 come on day 10, 3 were seen for 5 days only, 3 stay away.

    By Kaplan-Meier nobody comes by day 9, and on day 10 6 of the 9 still seen do: 2/3;
    6 of 12 would say 50 %.  Of the six, two come again 20 days later; three last seen
    30 days after their second visit and one 25 make 2 of 6 at day 20.
    """
    start = datetime(2024, 1, 1)
    end = start + timedelta(days=40)
    rows = []
    for n in range(6):
        rows += [
            (f"A{n}", start, "order", 1),
            (f"A{n}", start + timedelta(10), "order", 1),
        ]
    rows += [(f"A{n}", start + timedelta(30), "order", 1) for n in range(2)]
    # The same day twice is one visit.
    rows += [("A5", start + timedelta(10, 3600), "order", 1)]
    rows += [(f"B{n}", start + timedelta(35), "order", 1) for n in range(3)]
    rows += [(f"C{n}", start, "renewal", 1) for n in range(3)]
    rows += [("C0", start + timedelta(3), "return", 1), ("C1", end, "visit", "")]
    orders(store, rows)
    found = first_visits(store, ANY, visit="order", lead_days=0)
    assert (found.newcomers, found.second.happened) == (12, 6)
    assert found.second.by(9, {}).value == 0
    at = found.second.by(30, {})
    assert at.value == pytest.approx(2 / 3)
    assert at.low < at.value < at.high
    assert (found.third.n, found.third.happened) == (6, 2)
    # A visit without an order counts where visits are asked for.
    visits = first_visits(store, ANY, visit="visit", lead_days=0)
    assert visits.second.happened == 7


def test_too_few_customers_are_withheld(store):
    orders(store, [(f"C{n}", "2024-01-01", "order", 10) for n in range(9)])
    found = first_visits(store, ANY, visit="order", lead_days=0)
    assert found.second.n == 0
    assert visitors(store, ANY, visit="order", lead_days=0, visit_no=1, most=9).rows == []
    assert cohorts(store, ANY, lead_days=0) == []
    assert activity(store, ANY).repeat.status == "withheld"
    assert activity(store, ANY).curve is None
    assert rfm(store, ANY) == []
    assert buyers(store, ANY, most=9).rows == []


def test_who_may_be_an_old_customer_is_not_new(store):
    """Ordered in the first 90 days of the data: perhaps not for the first time."""
    rows = [(f"O{n}", "2024-01-05", "order", 10) for n in range(15)]
    rows += [(f"N{n}", "2024-06-05", "order", 10) for n in range(12)]
    orders(store, rows)
    assert first_visits(store, ANY, visit="order", lead_days=0).newcomers == 27
    assert first_visits(store, ANY, visit="order", lead_days=90).newcomers == 12
    assert first_visits(store, ANY, visit="order", lead_days=180).newcomers == 0


# Cohorts


def test_a_month_that_is_not_over_is_unknown_and_not_nought(store):
    rows = [(f"C{n}", "2024-01-10", "order", 10) for n in range(20)]
    rows += [(f"C{n}", "2024-02-10", "order", 10) for n in range(5)]
    rows += [("Z", "2024-04-29", "return", 1)]
    orders(store, rows)
    (one,) = cohorts(store, ANY, lead_days=0)
    assert one.customers == 20
    assert [e.value for e in one.active[:2]] == [0.25, 0.0]
    # April lacks its last day.
    assert {e.status for e in one.active[2:]} == {"unknown"}
    assert not one.full
    listed = cohort_rows(store, ANY, lead_days=0, month="2024-01-01", age=1, most=100)
    assert listed.count == 20
    assert sum(row[listed.columns.index("bought")] for row in listed.rows) == 5


def test_the_last_day_of_a_month_ends_it(store):
    rows = [(f"C{n}", "2024-01-10", "order", 10) for n in range(20)]
    orders(store, [*rows, ("Z", "2024-02-29 23:00", "return", 1)])
    (one,) = cohorts(store, ANY, lead_days=0)
    assert one.active[0].value == 0.0
    assert one.active[1].status == "unknown"


def test_cohorts_sum_to_the_metric_of_the_same_reading(sample_store):
    """Any purchase in months 1-12, counted again in Python from the orders themselves."""
    rows = sample_store.query(
        f"select customer_id, occurred_at from {sample_store.mart()}.purchase "
        "where kind in ('order', 'renewal') and customer_id is not null"
    ).rows
    begun = min(at for _, at in rows) - timedelta(0)
    months: dict[str, list[tuple[datetime, int]]] = {}
    for who, at in rows:
        months.setdefault(who, []).append((at, 12 * at.year + at.month))
    yes = n = 0
    first_day = sample_store.query(
        f"select min(occurred_at) from {sample_store.mart()}.purchase"
    ).rows[0][0]
    assert begun >= first_day
    for its in months.values():
        its.sort()
        born = its[0][1]
        if its[0][0] < first_day + timedelta(days=90) or born + 12 > 12 * 2026 + 9:
            continue
        n += 1
        yes += any(born < month <= born + 12 for _, month in its)
    (found,) = measure(sample_store, "retention_any_12")
    assert found.n == n
    assert found.value == pytest.approx(yes / n)
    counted = cohorts(sample_store, ANY, lead_days=90)
    assert sum(one.customers for one in counted if one.full) == n


# Spend


def test_returns_are_no_purchases_and_spend_adds_up(store):
    rows = [(f"C{n}", "2024-01-10", "order", 10) for n in range(20)]
    rows += [(f"C{n}", "2024-02-10", "order", 30) for n in range(5)]
    rows += [(f"C{n}", "2024-02-12", "return", 30) for n in range(5)]
    rows += [("V", "2024-02-12", "visit", "")]
    orders(store, rows)
    found = activity(store, ANY)
    assert (found.customers, found.orders, found.spent, found.returned) == (
        20,
        25,
        350,
        150,
    )
    assert found.repeat.value == 0.25
    assert found.frequency.value == 1.25
    assert found.value.value == 17.5
    # 5 of 20 hold 200 of 350.
    assert found.curve.held_by_top(0.25) == pytest.approx(200 / 350)


def test_the_grid_counts_everybody_once(sample_store):
    asked = Question(since=date(2025, 10, 1), until=date(2026, 9, 30))
    cells = rfm(sample_store, asked)
    assert sum(one.customers for one in cells) == activity(sample_store, asked).customers
    assert {one.recency for one in cells} <= {1, 2, 3, 4, 5}
    assert len({(one.recency, one.frequency) for one in cells}) == len(cells)
    most = max(cells, key=lambda one: (one.recency, one.frequency))
    listed = rfm_rows(
        sample_store,
        asked,
        recency=most.recency,
        frequency=most.frequency,
        most=10_000,
    )
    assert listed.count == most.customers
    assert float(sum(row[listed.columns.index("spent")] for row in listed.rows)) == (
        pytest.approx(most.spent)
    )


def test_a_first_year_that_is_not_over_is_not_counted(store):
    rows = [(f"A{n}", "2024-01-10", "order", 10) for n in range(12)]
    rows += [(f"A{n}", "2025-01-20", "order", 90) for n in range(12)]
    rows += [(f"B{n}", "2024-06-10", "order", 70) for n in range(12)]
    orders(store, rows)
    found = first_year(store, ANY, lead_days=0)
    assert (found.n, found.value) == (12, 10.0)


def survey(store, rows):
    lines = [
        f"R{number},{at},{who},,{score}" for number, (who, at, score) in enumerate(rows)
    ]
    head = "response_id,responded_at,customer_id,nps,csat"
    return bring(store, "\n".join([head, *lines]), "surveys.csv")


def satisfied(store, *, buys, seed=1, n=600):
    """Customers who order, answer on the next day, and buy again with `buys[score]`."""
    chance = random.Random(seed)
    rows, answers = [], []
    for number in range(n):
        who, score = f"C{number}", chance.choice((1, 2, 3, 4, 5))
        at = datetime(2024, 1, 1) + timedelta(days=chance.randrange(60))
        rows.append((who, at, "order", 10))
        answers.append((who, at + timedelta(days=1), score))
        if chance.random() < buys[score]:
            rows.append((who, at + timedelta(days=31), "order", 10))
    rows.append(("Z", datetime(2024, 12, 1), "order", 1))
    orders(store, rows)
    survey(store, answers)


def test_a_planted_satisfaction_trap_is_found(store):
    satisfied(store, buys={1: 0.1, 2: 0.1, 3: 0.1, 4: 0.2, 5: 0.6}, n=900)
    found = repurchase(store, ANY, days=90)
    assert found.gap.clear
    assert found.gap.low < 0.4 < found.gap.high
    assert found.shares[4].low < 0.6 < found.shares[4].high
    assert found.too_young == 0


def test_no_trap_is_found_where_none_is_planted(tmp_path):
    """Of 20 sets without any difference, 95 % intervals may leave nought out in one."""
    from cx.store import Store

    clear = 0
    for seed in range(8):
        opened = Store(tmp_path / f"home{seed}")
        satisfied(opened, buys=dict.fromkeys((1, 2, 3, 4, 5), 0.3), seed=seed, n=300)
        clear += repurchase(opened, ANY, days=90).gap.clear
        opened.close()
    assert clear <= 2


def test_an_answer_too_young_to_judge_or_from_before_an_order_is_left_out(store):
    rows = [(f"C{n}", "2024-03-01", "order", 10) for n in range(20)]
    orders(store, [*rows, ("Z", "2024-06-01", "order", 1)])
    survey(
        store,
        [
            *((f"C{n}", "2024-03-02", 5) for n in range(12)),
            *((f"C{n}", "2024-05-31", 5) for n in range(12, 20)),
            *((f"C{n}", "2024-01-01", 1) for n in range(20)),
            *((f"X{n}", "2024-03-02", 1) for n in range(20)),
        ],
    )
    found = repurchase(store, ANY, days=60)
    assert [one.n for one in found.shares] == [0, 0, 0, 0, 12]
    assert found.too_young == 8
    assert found.gap is None


# Visits and deliveries

DELIVERED = f"{HEAD},promised_at,delivered_at"


def test_an_answer_belongs_to_the_visit_before_it(store):
    rows = []
    for n in range(12):
        rows += [
            (f"C{n}", "2024-01-01", "order", 1, "2024-01-03", "2024-01-05"),
            (f"C{n}", "2024-03-01", "order", 1, "2024-03-03", "2024-03-02"),
        ]
    orders(store, rows, DELIVERED)
    survey(
        store,
        [
            *((f"C{n}", "2024-01-06", 2) for n in range(12)),
            *((f"C{n}", "2024-03-04", 5) for n in range(12)),
            # Nine weeks after the last visit, it is about none.
            *((f"C{n}", "2024-05-04", 1) for n in range(12)),
        ],
    )
    found = {
        (one.measure, one.visit): one.estimate
        for one in met_on(store, ANY, visit="order", lead_days=0)
    }
    assert found["satisfied", 1].value == 0
    assert found["satisfied", 2].value == 1
    assert found["late", 1].value == 1
    assert found["late", 2].value == 0
    assert found["satisfied", 3].status == "empty"
    after = after_delivery(store, ANY, within=35)
    assert (after["late"].value, after["on time"].value) == (2.0, 5.0)


# Profit after the cost of serving

SOLD = f"{HEAD},margin"


def served(store):
    """12 customers of margin 100; six call twice about one thing for 80 a call."""
    orders(
        store,
        [(f"C{n}", "2024-01-10", "order", 300, 100) for n in range(12)]
        + [("C11", "2024-01-20", "return", 300, -110)]
        + [("N", "2024-01-10", "order", 300, "")],
        SOLD,
    )
    calls = "".join(
        f"K{n}-{day},2024-01-{day},C{n},phone,Delivery,{80 if n else ''}\n"
        for n in range(6)
        for day in (12, 14)
    )
    bring(
        store,
        "contact_id,started_at,customer_id,channel,reason,cost\n" + calls,
        "contacts.csv",
    )


def test_profit_adds_up_and_repeats_are_told_from_the_rest(store):
    served(store)
    found = profit(store, ANY, cost=80, within=7)
    assert (found.customers, found.left_out) == (12, 1)
    assert found.margin == 1200
    assert found.returns == -110
    assert found.first_cost == found.repeat_cost == 480
    assert found.profit == 1200 - 110 - 480 - 480
    # Six callers leave 100 - 160, one returned for more than his margin.
    assert found.losing == 7
    assert found.by_repeats == 6
    assert (found.contacts, found.unpriced) == (12, 2)
    listed = profit_rows(store, ANY, cost=80, within=7, losing=False, most=99)
    at = listed.columns.index("profit")
    assert sum(row[at] for row in listed.rows) == found.profit
    assert coded(store, "C0") in {row[0] for row in listed.rows}


def test_a_contact_without_a_cost_counts_with_the_amount_given(store):
    served(store)
    free = profit(store, ANY, cost=0, within=7)
    assert free.first_cost == free.repeat_cost == 400
    assert free.profit == 1200 - 110 - 800


def test_a_filter_contacts_do_not_know_is_refused(sample_store):
    asked = Question(filters=(("attr_nothing", ("x",)),))
    with pytest.raises(QuestionError):
        profit(sample_store, asked, cost=0, within=7)


def test_without_a_margin_there_is_no_profit(store):
    orders(store, [(f"C{n}", "2024-01-10", "order", 10) for n in range(20)])
    with pytest.raises(QuestionError, match="Only 0 customers"):
        profit(store, ANY, cost=0, within=7)


def test_the_whale_rises_above_everything_and_ends_at_everything():
    curve = whale_of([(Decimal(60), 2), (Decimal(0), 5), (Decimal(-20), 1)])
    assert curve.peak == 1.2
    assert curve.peak_at == 0.25
    assert (curve.customers[-1], curve.held[-1]) == (1.0, 1.0)
    assert whale_of([(Decimal(5), 1), (Decimal(-5), 1)]) is None


def test_two_orders_of_one_customer_are_enough_to_be_people(store):
    rows = [(f"C{n}", "2024-01-10", "order", 10) for n in range(150)]
    orders(store, rows)
    assert looks_like_orders(store, ANY) == 150
    bring(store, f"{HEAD}\nX1,C1,2024-02-01,order,5\n", "more.csv")
    assert looks_like_orders(store, ANY) is None
