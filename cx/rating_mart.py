"""Answers to outcome questions with every touchpoint's rating beside them, made once.

The mart `answer` has one row a rating; laying twelve of them side by side is what takes
long when drivers are asked for.  Three tables are made when a mart is built:

- `outcome_rating`: a row for each scored answer to an outcome question, with what it can
  be filtered by, how many touchpoints the same response rated or did not meet, and a
  column for each touchpoint;
- `rating_column`: which touchpoint, at which place and on which scale, each column is;
- `rating_question`: the questions in `outcome_rating`, asked in this data or not.

They say nothing that `answer` does not say: where they were not made, it is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

QUESTIONS = (
    *("nps", "csat", "overall_satisfaction", "intent_rebuy", "ces2", "ces1"),
    "recommend_other",
)
# Codes beside the ratings, below any of them.
NOT_MET = -32_000
BLANK = -32_001
FARTHEST = 30_000
MOST_COLUMNS = 500

_SEEN = (
    "question = 'touchpoint' and touchpoint is not null "
    "and (score is not null or state = 'not_used')"
)
_SAME_PLACE = " and ".join(
    f"answer.{column} is not distinct from rating_column.{column}"
    for column in ("touchpoint", "stage_order", "scale_min", "scale_max")
)


def build(run: Callable[[str], Any], dimensions: tuple[str, ...]) -> bool:
    """Make the tables from `answer`; False where ratings do not lend themselves to it.

    `run` runs one statement and returns its rows. `dimensions` are the columns of
    `answer` that a question can be narrowed by.
    """
    if not _columns(run):
        return False
    ((count, whole),) = run("select count(*), min(whole) from rating_column")
    kind = "smallint" if whole else "double"
    raw = ", ".join(
        f"max(case when place = {j} then score end) as t{j}" for j in range(count)
    )
    run(
        f"""create temp table rated as
        select source, response_id, count(score_given) as rated, count(*) as touched,
            {raw}
        from (
            select answer.source, answer.response_id, rating_column.place,
                answer.score as score_given,
                cast(coalesce(answer.score, {NOT_MET}) as {kind}) as score
            from answer inner join rating_column on {_SAME_PLACE}
            where {_SEEN.replace("touchpoint is", "answer.touchpoint is")}
        ) as placed
        group by source, response_id"""
    )
    once = _once(run)
    told = ", ".join(f"answer.{name}" for name in dimensions)
    ratings = ", ".join(
        f"coalesce(rated.t{j}, cast({BLANK} as {kind})) as t{j}" for j in range(count)
    )
    # In the order of customers' buckets: sums by bucket then read it from end to end.
    run(
        f"""create table outcome_rating as
        select answer.question, answer.response_id, {told}, answer.responded_at,
            answer.customer_bucket, answer.weight, answer.score, answer.scale_min,
            answer.scale_max, coalesce(rated.rated, 0) as rated,
            coalesce(rated.touched, 0) as touched, {ratings}
        from answer left join rated on answer.source = rated.source
            and answer.response_id = rated.response_id
        where answer.score is not null and answer.question in ({_listed(once)})
        order by answer.question, answer.customer_bucket, answer.customer_key,
            answer.source, answer.response_id"""
    )
    run("drop table rated")
    asked = ", ".join(f"('{name}')" for name in once) or "(null)"
    run(
        "create table rating_question as select cast(question as varchar) as question "
        f"from (values {asked}) as listed (question)"
    )
    return True


def _columns(run: Callable[[str], Any]) -> bool:
    """A column for each touchpoint at one place on one scale, if they fit."""
    run(
        f"""create table rating_column as
        select row_number() over (order by stage_order nulls last, touchpoint, scale_min,
                scale_max) - 1 as place,
            touchpoint, stage_order, scale_min, scale_max,
            min(case when score <> floor(score) then 0 else 1 end) as whole,
            coalesce(max(abs(score)), 0) as largest
        from answer where {_SEEN}
        group by touchpoint, stage_order, scale_min, scale_max"""
    )
    ((count, largest),) = run("select count(*), max(largest) from rating_column")
    if 0 < count <= MOST_COLUMNS and largest <= FARTHEST:
        return True
    run("drop table rating_column")
    return False


def _once(run: Callable[[str], Any]) -> list[str]:
    """Outcome questions that no response answered twice, as of two items."""
    twice = run(
        f"""select distinct question from (
            select question from answer where question in (
                select question from answer where question in ({_listed(QUESTIONS)})
                group by question having count(coalesce(touchpoint, item)) > 0
            ) group by question, source, response_id having count(*) > 1
        ) as more"""
    )
    return [name for name in QUESTIONS if (name,) not in twice]


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names) or "null"
