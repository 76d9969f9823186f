"""What holds for every metric, by its file being there."""

import re
from dataclasses import fields

import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from cx import catalog
from cx.catalog import Metric
from cx.errors import DefinitionError
from cx.measure import Question, measure
from tests.exports import bring
from tests.golden.sample_metrics import FILE, as_text, estimates
from tests.worked import (
    FROM_CONTACTS,
    Worked,
    cells_of,
    columns_of,
    example_rows,
    prepared,
    rows_counted,
    work_out,
)

METRICS = list(catalog.metrics().values())
EXAMPLES = [
    pytest.param(metric, example, id=f"{metric.id}-{number}")
    for metric in METRICS
    for number, example in enumerate(metric.examples, start=1)
]
ASKED_FOR = {
    "proportion": {"value"},
    "mean": {"value"},
    "net": {"value"},
    "ratio": {"numerator", "denominator"},
    "time_to": {"duration", "happened"},
    "quantile": {"value", "share_below"},
}
every_metric = pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)


AS_IT_STANDS: dict[int, Worked] = {}


def as_it_stands(metric, example):
    """What the metric makes of an example, worked out once for all tests."""
    if id(example) not in AS_IT_STANDS:
        rows = example_rows(example)
        AS_IT_STANDS[id(example)] = work_out(metric, rows, example.parameters)
    return AS_IT_STANDS[id(example)]


@every_metric
def test_every_key_is_filled_and_the_file_is_named_by_its_id(metric):
    for field in fields(Metric):
        value = getattr(metric, field.name)
        assert value or field.name in ("benchmarks", "parameters", "staff", "each"), (
            field.name
        )
    assert (catalog.QUERIES / f"{metric.id}.sql").exists()
    assert re.fullmatch(r"[a-z][a-z0-9_]*", metric.id)


def test_names_and_definitions_are_unique():
    for field in ("name", "definition"):
        said = [getattr(metric, field) for metric in METRICS]
        assert len(said) == len(set(said))


@every_metric
def test_sentences_end_as_sentences(metric):
    for said in (metric.definition, metric.counts, metric.caveat, metric.why):
        assert said.endswith(".")


@every_metric
def test_two_examples_at_least_and_a_blank_among_them(metric):
    assert len(metric.examples) >= 2
    rows = [row for example in metric.examples for row in cells_of(example.given)]
    assert any(cell is None for row in rows for cell in row.values())


@pytest.mark.parametrize("key", ["name", "example", "estimator"])
def test_a_metric_file_with_a_key_missing_is_refused_by_name(tmp_path, key):
    text = (catalog.QUERIES / "nps.sql").read_text(encoding="utf-8")
    path = tmp_path / "nps.sql"
    path.write_text(text.replace(key, f"x{key}"), encoding="utf-8")
    with pytest.raises(DefinitionError, match=key):
        catalog.load_metric(path)


def test_a_benchmark_without_its_confidence_is_refused_in_words(tmp_path):
    text = (catalog.QUERIES / "negative_wom_propensity.sql").read_text(encoding="utf-8")
    path = tmp_path / "metric.sql"
    path.write_text(text.replace('confidence = "B"', ""), encoding="utf-8")
    with pytest.raises(DefinitionError, match="confidence"):
        catalog.load_metric(path)


@every_metric
def test_it_is_one_select_over_marts_without_now_or_chance(metric):
    statements = sqlglot.parse(metric.sql, read="duckdb")
    assert len(statements) == 1
    tree = statements[0]
    assert isinstance(tree, exp.Select)
    steps = {step.alias for step in tree.find_all(exp.CTE)}
    used = {table.name for table in tree.find_all(exp.Table)}
    assert used - steps <= set(catalog.ROWS)
    assert not re.search(r"\b(now|random|today|current_\w+)\b", metric.sql)


@every_metric
def test_it_keeps_its_rows_columns_and_adds_what_its_estimator_asks_for(metric):
    with prepared(metric, []) as con:
        parameters = metric.read_parameters({})
        columns = [c[0] for c in con.execute(metric.sql, parameters).description]
    assert columns[: len(columns_of(metric.rows))] == list(columns_of(metric.rows))
    added = columns[len(columns_of(metric.rows)) :]
    assert set(added) == ASKED_FOR[metric.estimator]
    assert len(columns) == len(set(columns))


@pytest.mark.parametrize(("metric", "example"), EXAMPLES)
def test_a_worked_example_gives_its_value_and_n(metric, example):
    worked = as_it_stands(metric, example)
    assert worked.n == example.n
    if example.value is not None:
        assert worked.value == pytest.approx(example.value, abs=1e-12)


@pytest.mark.parametrize(("metric", "example"), EXAMPLES)
def test_no_row_is_counted_twice_and_no_value_is_blank(metric, example):
    counted = rows_counted(metric, example_rows(example), example.parameters)
    ids = [row["row_id"] for row in counted]
    assert len(ids) == len(set(ids))
    for name in ASKED_FOR[metric.estimator]:
        assert all(row[name] is not None for row in counted)


@every_metric
def test_nothing_uploaded_is_no_number_and_no_failure(metric, store):
    (only,) = measure(store, metric.id)
    assert (only.n, only.value, only.low, only.status) == (0, None, None, "empty")


@every_metric
def test_below_its_smallest_base_it_is_withheld(metric, sample_store):
    if metric.staff:
        # By team and month only: tests/test_front_line_floor.py.
        return
    found = measure(sample_store, metric.id, Question(by=("segment",), period="day"))
    for estimate in found:
        if estimate.n < metric.min_n:
            assert estimate.value is estimate.low is estimate.high is None
            assert estimate.note


@pytest.mark.parametrize(("metric", "example"), EXAMPLES)
def test_the_order_of_rows_does_not_matter(metric, example):
    rows = example_rows(example)
    middle = len(rows) // 2
    otherwise = rows[middle:][::-1] + rows[:middle]
    assert work_out(metric, otherwise, example.parameters) == as_it_stands(
        metric, example
    )


@pytest.mark.parametrize(("metric", "example"), EXAMPLES)
def test_the_same_rows_of_other_people_change_n_and_not_the_value(metric, example):
    rows = example_rows(example)
    twins = []
    for row in rows:
        twin = {**row, "row_id": f"{row['row_id']}-twin"}
        for name in ("customer_id", "contact_id", "agent_id", "visit_id", "response_id"):
            if twin.get(name):
                twin[name] = f"{twin[name]}-twin"
        twins.append(twin)
    once = as_it_stands(metric, example)
    twice = work_out(metric, rows + twins, example.parameters)
    assert twice.n == 2 * once.n
    assert twice.value == (once.value and pytest.approx(once.value, abs=1e-12))


NOT_COUNTED = {
    "answer": {"question": "something else", "score": "3"},
    "response": {"comment": "said nothing that is counted"},
    # The company's own call, between two others: it opens no episode and closes none.
    "contact": {"direction": "out", "customer_id": "A", "started_at": "2026-01-05 12:00"},
}
# A return by somebody who never bought, while others did.
NOT_COUNTED["purchase"] = {"kind": "return", "occurred_at": "2025-02-12", "amount": "7"}
# An item that did not apply, on a visit of its own.
NOT_COUNTED["audit_item"] = {"visit_id": "x1", "applicable": "false"}
# An attempt of which nothing is known, an alert to nobody in particular.
NOT_COUNTED["attempt"] = {"started_at": "2026-01-01 12:00", "reason": "refund"}
NOT_COUNTED["alert"] = {
    "sent_at": "2026-01-05 09:00",
    "customer_id": "0",
    "held_out": None,
}
NOT_COUNTED["alert"]["placeholder"] = "true"
NOT_COUNTED["shift"] = {"agent_id": "G9", "contacts": "7"}
# Episodes are made from contacts.
NOT_COUNTED["episode"] = NOT_COUNTED["contact"]


def entered_as(metric):
    """The rows people upload for a metric: an episode is made of contacts."""
    return "contact" if metric.rows in FROM_CONTACTS else metric.rows


@pytest.mark.parametrize(("metric", "example"), EXAMPLES)
def test_rows_it_says_it_does_not_count_change_nothing(metric, example):
    rows = example_rows(example)
    more = {"row_id": "x1", "source": "example"}
    if "contact_id" in columns_of(metric.rows):
        more["contact_id"] = "x1"
    extra = {**more, **NOT_COUNTED[entered_as(metric)]}
    with_it = work_out(metric, [*rows, extra], example.parameters)
    assert with_it == as_it_stands(metric, example)


@every_metric
def test_groups_weighted_by_n_make_up_the_whole(metric, sample_store):
    if metric.estimator in ("time_to", "ratio", "quantile") or metric.staff:
        return
    (whole,) = measure(sample_store, metric.id)
    groups = measure(sample_store, metric.id, Question(by=("channel",)))
    assert sum(group.n for group in groups) == whole.n
    if whole.value is not None and all(group.value is not None for group in groups):
        total = sum(group.n * group.value for group in groups)
        assert total / whole.n == pytest.approx(whole.value)


def made_rows(rows):
    """Rows of any content the canonical rules allow, blanks everywhere."""

    def maybe(values):
        return st.one_of(st.none(), st.sampled_from(values))

    contact = {
        "customer_id": maybe(["A", "B", "C"]),
        "started_at": st.integers(0, 60).map(lambda d: f"2026-01-01 {d % 24:02}:00"),
        "reason": maybe(["billing", "refund"]),
        "subreason": maybe(["late", "lost"]),
        "direction": maybe(["in", "out"]),
        "resolved": maybe(["true", "false"]),
        "reopens": maybe(["0", "1"]),
        "abandoned": maybe(["true", "false"]),
        "channel": maybe(["phone", "chat", "survey"]),
        "agent_id": maybe(["G1", "G2"]),
        "issue_id": maybe(["K1", "K2"]),
        "transfers": maybe(["0", "1", "3"]),
        "wait_s": maybe(["0", "180", "181"]),
    }
    contact["started_at"] = st.tuples(st.integers(1, 28), st.integers(0, 23)).map(
        lambda at: f"2026-01-{at[0]:02} {at[1]:02}:00"
    )
    scales = [("0", "10"), ("1", "5"), ("1", "7"), ("0", "1")]
    answers = st.tuples(
        st.sampled_from(["nps", "csat", "ces1", "ces2", "touchpoint"]),
        st.sampled_from(scales),
        st.sampled_from(["answered", "blank", "not_used"]),
        st.integers(0, 10),
    ).map(
        lambda made: {
            "question": made[0],
            "scale_min": made[1][0],
            "scale_max": made[1][1],
            "state": made[2],
            "score": str(min(max(made[3], int(made[1][0])), int(made[1][1])))
            if made[2] == "answered"
            else None,
        }
    )
    response = {
        "customer_id": maybe(["A", "B"]),
        "says_resolved": maybe(["0", "1"]),
        "says_contacts": maybe(["1", "2", "9"]),
        "told": maybe(["none", "negative", "positive", "both"]),
        "told_people": maybe(["0", "3", "40"]),
        "experience": maybe(["good", "bad", "neither"]),
    }
    purchase = {
        "customer_id": maybe(["A", "B", "C"]),
        "occurred_at": st.tuples(st.integers(1, 12), st.integers(2024, 2025)).map(
            lambda at: f"{at[1]}-{at[0]:02}-28"
        ),
        "kind": st.sampled_from(["order", "visit", "renewal", "cancel", "return"]),
        "amount": maybe(["0", "20", "900.5"]),
    }
    shift = {
        "agent_id": st.sampled_from(["G1", "G2"]),
        "team": maybe(["Night", "Day"]),
        "logged_in_s": maybe(["0", "100", "30000"]),
        "handling_s": maybe(["0", "90"]),
        "break_s": maybe(["0", "10"]),
    }
    audit_items = st.tuples(
        st.sampled_from(["v1", "v2", "v3"]),
        st.sampled_from([0, 1]),
        st.integers(0, 5),
        maybe([1, 2, 3]),
        st.booleans(),
    ).map(
        lambda made: {
            "visit_id": made[0],
            "item": f"step {made[2]}",
            "stage_order": str(made[2]),
            "elapsed_s": str(7 * made[2] % 5),
            "contact_id": "c1" if made[0] == "v3" else None,
            "critical": str(made[2] > 3).lower(),
            "applicable": str(made[4]).lower(),
            "scale_min": str(made[1]),
            "scale_max": "5",
            "score": str(max(made[1], made[2])) if made[4] else None,
            "weight": made[3] and str(made[3]),
            "points": str((made[3] or 1) * max(made[1], made[2])) if made[4] else None,
            "points_max": str((made[3] or 1) * 5) if made[4] else None,
        }
    )
    one = {
        "audit_item": audit_items,
        "contact": st.fixed_dictionaries(contact),
        "episode": st.fixed_dictionaries(contact),
        "answer": answers,
        "response": st.fixed_dictionaries(response),
        "purchase": st.fixed_dictionaries(purchase),
        "shift": st.fixed_dictionaries(shift),
        "attempt": st.fixed_dictionaries(
            {
                "started_at": contact["started_at"],
                "customer_id": maybe(["A", "B"]),
                "completed": maybe(["true", "false"]),
            }
        ),
        "alert": st.fixed_dictionaries(
            {
                "sent_at": contact["started_at"],
                "customer_id": maybe(["A", "B"]),
                "held_out": maybe(["true", "false"]),
            }
        ),
    }[rows]
    return st.lists(one, max_size=12)


@every_metric
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(data=st.data())
def test_values_stay_in_their_range(metric, data):
    named = "contact_id" in columns_of(metric.rows)
    rows = [
        {
            "row_id": f"r{number}",
            "source": "made",
            **({"contact_id": f"c{number}"} if named else {}),
            **row,
        }
        for number, row in enumerate(data.draw(made_rows(entered_as(metric))))
    ]
    if metric.rows in ("contact", "episode"):
        rows.append({"row_id": "z", "contact_id": "z", "source": "made", **FIRST})
    worked = work_out(metric, rows)
    low, high = metric.range
    assert worked.value is None or low <= worked.value <= high


FIRST = {"started_at": "2025-11-01 09:00", "direction": "out"}


def test_numbers_on_the_sample_data_are_the_reviewed_ones(sample_store):
    """`make golden` writes them anew; a change belongs in the CHANGELOG."""
    assert as_text(estimates(sample_store)) == FILE.read_text(encoding="utf-8")


def test_an_unknown_group_is_refused_with_what_there_is(store):
    bring(store, "response_id,responded_at,nps\nR1,2024-03-01,9\n")
    with pytest.raises(Exception, match="channel"):
        measure(store, "nps", Question(by=("planet",)))
