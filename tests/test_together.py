"""Numbers of large tables asked together: the same as asked one by one."""

import copy
import random
from dataclasses import replace
from datetime import date

import pytest

from cx import catalog
from cx.errors import CxError, StoreError
from cx.measure import Question, measure, prepare, question, remembered, together
from cx.measure.choice import choice
from cx.store import Store
from tests.exports import bring

SINCE, UNTIL = date(2025, 7, 1), date(2025, 12, 31)
HALF = Question(since=SINCE, until=UNTIL)
TWO = (("channel", ("phone", "chat")),)
MANY = (("reason", ("Coupon problem", "~")), ("team", ("Daegu",)), ("segment", ("~",)))
QUESTIONS = (
    Question(),
    HALF,
    replace(HALF, filters=TWO),
    replace(HALF, by=("reason",)),
    replace(HALF, by=("reason",), filters=TWO),
    replace(HALF, by=("channel", "reason"), filters=TWO),
    replace(HALF, by=("reason",), filters=(("reason", ("~",)),)),
    replace(HALF, period="month"),
    replace(HALF, by=("channel",), period="month"),
    replace(HALF, by=("weekday",), period="quarter", filters=TWO),
    replace(HALF, filters=(*TWO, *MANY)),
)
ADDED = [m for m in catalog.metrics().values() if m.estimator in together.ADDED]
CHOSEN = [m.id for m in ADDED if choice(m.sql, m.rows, m.estimator) and not m.staff]


@pytest.fixture
def large(sample_store, monkeypatch):
    """The invented company, its tables treated as those of a large one."""
    monkeypatch.setattr(question, "SUMMED_BY_CUSTOMER", 0)
    return copy.copy(sample_store)


@pytest.fixture
def asked(monkeypatch):
    """Every SQL the database is asked from now on."""
    said = []
    plain = Store._asked
    monkeypatch.setattr(
        Store, "_asked", lambda s, sql, *rest: said.append(sql) or plain(s, sql, *rest)
    )
    return said


def answer(store, metric_id, asked):
    """What the reader is told: estimates, or the sentence of a refusal."""
    try:
        return measure(store, metric_id, asked)
    except CxError as error:
        return str(error)


@pytest.mark.parametrize("metric_id", CHOSEN)
def test_asked_together_is_what_the_estimator_says(large, monkeypatch, metric_id):
    # In any order: what is known of more cells answers for fewer.
    order = random.Random(metric_id).sample(QUESTIONS, 6)
    found = {one: answer(large, metric_id, one) for one in order}
    monkeypatch.setattr(together, "_whole_table", lambda *_: None)
    alone = copy.copy(large)
    assert found == {one: answer(alone, metric_id, one) for one in order}


@pytest.mark.parametrize("metric_id", CHOSEN)
def test_customer_by_customer_too(sample_store, monkeypatch, metric_id):
    order = random.Random(f"{metric_id} by customer").sample(QUESTIONS, 6)
    small = copy.copy(sample_store)
    prepare(small, [(metric_id, one) for one in order])
    found = {one: answer(small, metric_id, one) for one in order}
    monkeypatch.setattr(together, "_whole_table", lambda *_: None)
    alone = copy.copy(sample_store)
    for one in order:
        assert rounded(found[one]) == rounded(answer(alone, metric_id, one))


def rounded(told):
    """Seconds and money are added up in another order: equal to twelve digits."""
    if isinstance(told, str):
        return told
    return [
        (
            *(one.group, one.n, one.status),
            *(x and f"{x:.12g}" for x in (one.value, one.low, one.high)),
        )
        for one in told
    ]


def test_every_number_of_contacts_can_be_asked_together():
    of_contacts = {m.id for m in ADDED if m.rows in ("contact", "episode")}
    assert of_contacts - {*CHOSEN} == {
        m.id for m in ADDED if m.rows == "contact" and m.staff
    }


def test_a_page_reads_its_rows_once(large, asked):
    ids = ("fcr_agent_said", "fcr_no_return_any", "linkage_rate", "transfer_rate")
    large.mart()
    prepare(large, [(metric_id, HALF) for metric_id in ids])
    readings = [sql for sql in asked if "judged" in sql]
    assert len(readings) == 1
    asked.clear()
    assert all(measure(large, metric_id, HALF)[0].n for metric_id in ids)
    assert not asked


def test_the_next_value_of_a_filter_is_known_already(large, asked):
    measure(large, "transfer_rate", replace(HALF, filters=(("channel", ("phone",)),)))
    asked.clear()
    chat = replace(HALF, filters=(("channel", ("chat",)),))
    (one,) = measure(large, "transfer_rate", chat)
    assert one.n
    assert measure(large, "transfer_rate", HALF)[0].n > one.n
    assert not asked


def test_two_values_of_a_parameter_are_kept_apart(large):
    weeks = [replace(HALF, parameters=(("window_days", days),)) for days in (1, 30)]
    prepare(large, [("fcr_no_return_any", one) for one in weeks])
    soon, late = (measure(large, "fcr_no_return_any", one)[0] for one in weeks)
    alone = measure(copy.copy(large), "fcr_no_return_any", weeks[1])[0]
    assert soon.value > late.value == alone.value


def test_what_cannot_be_asked_is_refused_in_its_turn(large):
    wrong = replace(HALF, filters=(("site", ("Seoul",)),))
    prepare(large, [("transfer_rate", wrong), ("fcr_naive", HALF)])
    with pytest.raises(CxError, match="cannot be filtered"):
        measure(large, "transfer_rate", wrong)


def test_of_small_tables_only_what_was_prepared_is_known(sample_store, asked):
    store = copy.copy(sample_store)
    phone = replace(HALF, filters=(("channel", ("phone",)),))
    prepare(store, [("transfer_rate", phone), ("linkage_rate", phone)])
    asked.clear()
    assert measure(store, "transfer_rate", phone)[0].n
    assert measure(store, "linkage_rate", HALF)[0].n
    assert not asked
    # Customers of two channels are not those of each added up.
    assert measure(store, "transfer_rate", replace(HALF, filters=TWO))[0].n
    assert len(asked) == 1
    assert measure(store, "fcr_agent_said", phone)[0].n
    assert not [sql for sql in asked if "judged" in sql]


CONTACTS = """contact_id,started_at,customer_id,channel,reason,transfers
""" + "\n".join(
    f"C{at},2026-01-{1 + at % 28:02} 10:00,K{at % 40},phone,{reason},{at % 3}"
    for at, reason in enumerate(60 * ["~", "", "Delivery"])
)


@pytest.mark.parametrize("least", [0, 1_000_000])
def test_a_reason_called_like_a_blank_is_not_one(store, monkeypatch, least):
    monkeypatch.setattr(question, "SUMMED_BY_CUSTOMER", least)
    bring(store, CONTACTS)
    by = Question(by=("reason",))
    prepare(store, [("transfer_rate", by)])
    found = {one.group["reason"]: one.n for one in measure(store, "transfer_rate", by)}
    assert found == {"~": 60, None: 60, "Delivery": 60}
    blanks = Question(filters=(("reason", ("~",)),))
    assert measure(store, "transfer_rate", blanks)[0].n == 120


def test_what_takes_too_long_together_is_asked_singly(large, monkeypatch):
    def slow(*_):
        raise StoreError("This took longer than {seconds} seconds.", seconds=30)

    monkeypatch.setattr(together, "grids", slow)
    prepare(large, [("transfer_rate", HALF), ("linkage_rate", HALF)])
    monkeypatch.undo()
    assert measure(large, "transfer_rate", HALF)[0].n


@pytest.mark.parametrize(
    "sql",
    [
        "select\n    *,\n    1 as value\nfrom contact\nqualify true",
        "select\n    *,\n    1 as value\nfrom contact\nwhere\n    true\nqualify true",
        "select\n    *,\n    1 as value\nfrom contact\nwhere true\norder by value",
        "select\n    *,\n    1 as value\nfrom contact\ninner join answer using (row_id)",
        "select\n    *,\n    1 as other,\n    other as value\nfrom contact",
        "select distinct\n    *,\n    1 as value\nfrom contact",
        "with a as (\n    select 1\n)\n\nselect\n    *,\n    1 as value\nfrom contact",
        "select\n    *,\n    1 as value\nfrom episode",
        "select\n    *,\n    1 as value\nfrom contact as c\nwhere c.resolved",
    ],
)
def test_what_does_more_than_choose_rows_is_asked_by_itself(sql):
    assert choice(sql, "contact", "proportion") is None


def test_the_condition_and_the_value_are_taken_as_they_stand():
    sql = """-- Why.
select
    *,
    case
        when resolved then 1
        else 0
    end
        as value
from contact
where
    in_history -- known
    and reason in ('where', 'from')
"""
    found = choice(sql, "contact", "proportion")
    plain = [" ".join(part.split()) for part in (found.chosen, *found.worth)]
    assert plain == [
        "in_history and reason in ('where', 'from')",
        "case when resolved then 1 else 0 end",
    ]


def test_what_was_kept_longest_makes_room(sample_store, monkeypatch):
    monkeypatch.setattr(remembered, "MOST_KEPT", 100)
    store = copy.copy(sample_store)
    for name in ("a", "b", "c"):
        remembered.put(store, name, name, 40)
    assert [remembered.known(store, name) for name in "abc"] == [None, "b", "c"]
    assert remembered.once(store, "b", lambda: "new") == "b"
    assert remembered.once(store, "a", lambda: "new") == "new"
