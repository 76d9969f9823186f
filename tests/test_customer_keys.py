"""Customers by number, and neighbours in days: the same people, the same windows."""

import pytest

from cx import catalog
from cx.mart import BUCKETS, named_tables
from tests.exports import CONTACTS, bring
from tests.worked import columns_of

SOMEBODY = {
    "contact": "coalesce(customer_id, row_id)",
    "answer": "coalesce(customer_id, source || ':' || response_id)",
    "response": "coalesce(customer_id, row_id)",
    "purchase": "coalesce(customer_id, row_id)",
}


def one(store, sql):
    return store.query(sql.replace("mart.", f"{store.mart()}.")).rows[0]


@pytest.mark.parametrize("table", SOMEBODY)
def test_a_number_is_one_person_and_a_person_one_number(sample_store, table):
    pairs, people, keys, nobody, buckets = one(
        sample_store,
        f"""select count(distinct (who, customer_key)), count(distinct who),
            count(distinct customer_key), count(*) - count(customer_key),
            count(*) filter (
                where customer_bucket is distinct from md5_number_lower(who) % {BUCKETS}
            )
        from (select *, {SOMEBODY[table]} as who from mart.{table})""",
    )
    assert (pairs, people, nobody, buckets) == (keys, keys, 0, 0)
    assert people > 100


def test_a_customer_has_the_same_number_in_every_table(sample_store):
    tables = " union all ".join(
        f"select customer_id, customer_key from mart.{table}" for table in SOMEBODY
    )
    assert one(
        sample_store,
        f"""select max(keys), count(*) > 100 from (
            select count(distinct customer_key) as keys from ({tables})
            where customer_id is not null group by customer_id
        )""",
    ) == (1, True)


def test_numbers_do_not_depend_on_the_order_of_the_lines(store):
    header, *lines = CONTACTS.strip().split("\n")
    keys = "select contact_id, customer_key from mart.contact order by contact_id"
    asked = [keys.replace("mart.", "{}.")]
    bring(store, CONTACTS)
    before = store.query(asked[0].format(store.mart())).rows
    bring(store, "\n".join([header, *reversed(lines)]) + "\n", name="again.csv")
    assert store.query(asked[0].format(store.mart())).rows == before


@pytest.mark.parametrize("days", [1, 3, 7, 14, 30])
def test_a_window_in_days_is_the_window_in_time(sample_store, days):
    w = f"interval {days} day"
    differences = ", ".join(
        f"count(*) filter (where ({one}) is distinct from ({other}))"
        for one, other in (
            (f"previous_days <= {days}", f"previous_at >= started_at - {w}"),
            (f"next_days <= {days}", f"next_at <= started_at + {w}"),
            (
                f"previous_same_reason_days <= {days}",
                f"previous_same_reason_at >= started_at - {w}",
            ),
            (
                f"next_same_reason_days <= {days}",
                f"next_same_reason_at <= started_at + {w}",
            ),
            (f"history_days >= {days}", f"started_at >= data_start + {w}"),
            (f"later_days >= {days}", f"started_at <= data_end - {w}"),
        )
    )
    assert set(one(sample_store, f"select {differences} from mart.contact")) == {0}


@pytest.mark.parametrize(
    ("later", "days"),
    [
        ("2024-03-08 09:00:00", 7),
        ("2024-03-08 09:00:01", 8),
        ("2024-03-08 08:59:59", 7),
        ("2024-03-01 09:00:00", 0),
        ("2024-03-01 09:00:01", 1),
        ("2024-03-02 00:00:00", 1),
    ],
)
def test_the_shortest_window_that_reaches_the_next_contact(store, later, days):
    bring(
        store,
        "contact_id,started_at,customer_id,channel,reason\n"
        f"A1,2024-03-01 09:00:00,C1,phone,x\nA2,{later},C1,phone,x\n",
    )
    found = one(
        store,
        """select max(next_days), max(previous_days), max(next_same_reason_days),
            max(later_days), max(history_days) from mart.contact""",
    )
    covered = days if later.endswith("09:00:00") else days - 1
    assert found == (days, days, days, covered, covered)


def test_every_metric_carries_whose_row_it_is():
    with_customers = {"contact", "episode", "response", *named_tables()}
    for metric in catalog.metrics().values():
        if metric.rows in with_customers:
            assert "customer_key" in columns_of(f"({metric_sql(metric)})"), metric.id


def metric_sql(metric):
    sql = metric.sql
    for name, value in metric.read_parameters({}).items():
        literal = f"'{value}'" if isinstance(value, str) else str(value)
        sql = sql.replace(f"${name}", literal)
    return sql
