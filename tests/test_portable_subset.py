"""Metrics, marts and estimators run unchanged where one machine is too small."""

import pytest

from cx import catalog, frontmatter
from tests.portable import faults

FILES = [
    *sorted(catalog.QUERIES.glob("*.sql")),
    *sorted((catalog.QUERIES / "marts").glob("*.sql")),
    *sorted((catalog.QUERIES / "estimators").glob("*.sql")),
]


def sql_of(path):
    text = path.read_text(encoding="utf-8")
    return frontmatter.split(path)[1] if text.startswith("/*") else text


@pytest.mark.parametrize(
    "path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_a_file_is_inside_the_portable_part_of_sql(path):
    assert faults(sql_of(path)) == []


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select a / b as value from t", "divide by"),
        ("select a / 0 as value from t", "divide by"),
        ("select cast(a * 1.5 as integer) as value from t", "whole number"),
        ("select cast(a as date) - cast(b as date) as value from t", "date - date"),
        ("select extract(dow from a) as value from t", "extract"),
        ("select a + interval ($days) day as value from t", "interval 1 day"),
        ("select list(a order by b) as value from t", "lose their order"),
        ("select first(a) as value from t", "lose their order"),
        ("select lag(a) over (order by b) as value from t", "without partition"),
        ("select lag(a) over (partition by b) as value from t", "needs an order"),
        (
            "select a from t qualify rank() over (partition by a order by b) = 1 limit 3",
            "CTE of its own",
        ),
        ("select distinct on (a) a from t", "distinct on"),
        ("select a, count(*) as n from t group by all", "keys of group by"),
        ("select null as value from t", "type of a NULL"),
        ("select a as end from t", "cannot be called end"),
        ("select * exclude (a) from t", "name the columns"),
        ("select a from t asof join u on t.a >= u.a", "lead()"),
        ("select a from t where a like $q", "computed pattern"),
        ("select a from t where a in $list", "list_contains"),
        ("select a from t using sample 3", "another one each time"),
        ("select approx_quantile(a, 0.5) as value from t", "not tried"),
        ("select round(a) as value from t", "not tried"),
        ("select random() as value from t", "not tried"),
        ("select strftime(a, '%Y') as value from t", "not tried"),
        ("select a from t union all select a from u", "one SELECT"),
    ],
)
def test_what_breaks_on_another_engine_is_found(sql, said):
    assert any(said in fault for fault in faults(sql))


@pytest.mark.parametrize(
    "sql",
    [
        "select a / nullif(b, 0) as value from t",
        "select cast(floor(a / 2) as integer) as value from t",
        "select a + interval 1 day * $days as value from t",
        "select a from t where a is distinct from b and a in ('x', 'y')",
        "select sum(a) filter (where b > 0) as value from t group by c",
        "select cast(null as varchar) as value from t",
        "select lead(a) over (partition by b order by a, c) as value from t",
    ],
)
def test_what_answers_alike_is_let_through(sql):
    assert faults(sql) == []
