"""What each rule about wavering customers says of them on given days, as SQL."""

from __future__ import annotations

from datetime import datetime

from cx.analyses.customer_groups import BUYING, NAMED, filtered, only_named
from cx.errors import said
from cx.measure import Composed, Question, with_tables
from cx.store import Store

RULES = {
    "drop": said("Score fell by 2 or more"),
    "snowball": said("A chain of contacts is open"),
    "recovery": said("A problem was not put right"),
    "gap": said("No order for longer than usual"),
}
ACTIVE_DAYS = 365
BACK_DAYS = 90
RECENT_DAYS = 90
CHAIN_DAYS = 7
DROP = 2
FEWEST_GAPS = 4

# A row for each customer and day; nothing but `gone` looks past the day.
_FLAGS = f"""
buying as (
    select
        customer_id,
        occurred_at
    from purchase
    where {BUYING} and {NAMED}{{narrowed}}
),

life as (
    select
        landmark.at_day,
        buying.customer_id,
        max(case when buying.occurred_at <= landmark.at_day then buying.occurred_at end)
            as last_at,
        sum(case when buying.occurred_at <= landmark.at_day then 1 else 0 end) as orders,
        max(
            case
                when
                    buying.occurred_at > landmark.at_day
                    and buying.occurred_at
                    <= landmark.at_day + interval 1 day * {BACK_DAYS}
                    then 1
                else 0
            end
        ) as came_back
    from buying
    cross join landmark
    group by landmark.at_day, buying.customer_id
    having
        max(case when buying.occurred_at <= landmark.at_day then buying.occurred_at end)
        > landmark.at_day - interval 1 day * {ACTIVE_DAYS}
),

on_days as (
    select
        customer_id,
        cast(occurred_at as date) as on_day
    from buying
    group by customer_id, cast(occurred_at as date)
),

between_orders as (
    select
        customer_id,
        on_day,
        date_diff(
            'day',
            lag(on_day) over (partition by customer_id order by on_day),
            on_day
        ) as gap_days
    from on_days
),

placed_gap as (
    select
        landmark.at_day,
        between_orders.customer_id,
        between_orders.gap_days,
        row_number() over (
            partition by landmark.at_day, between_orders.customer_id
            order by between_orders.gap_days, between_orders.on_day
        ) as nth,
        count(*) over (
            partition by landmark.at_day, between_orders.customer_id
        ) as gaps
    from between_orders
    cross join landmark
    where
        between_orders.gap_days is not null
        and between_orders.on_day <= cast(landmark.at_day as date)
),

usual as (
    select
        at_day,
        customer_id,
        min(case when 10 * nth >= 9 * gaps then gap_days end) as usual_days
    from placed_gap
    where gaps >= {FEWEST_GAPS}
    group by at_day, customer_id
),

scored as (
    select
        landmark.at_day,
        answer.customer_id,
        answer.question,
        answer.score,
        answer.responded_at,
        row_number() over (
            partition by landmark.at_day, answer.customer_id, answer.question
            order by answer.responded_at desc, answer.row_id desc
        ) as nth
    from answer
    cross join landmark
    where
        (
            answer.question = 'nps'
            or answer.question = 'csat' and answer.scale_min = 1 and answer.scale_max = 5
        )
        and answer.score is not null
        and {NAMED}
        and answer.responded_at <= landmark.at_day
),

fell as (
    select
        newer.at_day,
        newer.customer_id,
        max(case when older.score - newer.score >= {DROP} then 1 else 0 end) as fallen
    from scored as newer
    inner join scored as older
        on
            newer.at_day = older.at_day
            and newer.customer_id = older.customer_id
            and newer.question = older.question
            and older.nth = 2
    where
        newer.nth = 1
        and newer.responded_at > newer.at_day - interval 1 day * {RECENT_DAYS}
    group by newer.at_day, newer.customer_id
),

chained as (
    select
        landmark.at_day,
        contact.customer_id,
        max(case when contact.previous_same_reason_days <= {CHAIN_DAYS} then 1 else 0 end)
            as chained
    from contact
    cross join landmark
    where
        contact.in_history
        and contact.customer_id is not null
        and contact.started_at <= landmark.at_day
        and contact.started_at > landmark.at_day - interval 1 day * {CHAIN_DAYS}
    group by landmark.at_day, contact.customer_id
),

told as (
    select
        landmark.at_day,
        answer.customer_id,
        max(
            case
                when answer.question = 'problem_resolved' and answer.score = 0 then 1
                when answer.question = 'recovery_satisfaction' and answer.score <= 2
                    then 1
                else 0
            end
        ) as failed
    from answer
    cross join landmark
    where
        answer.question in ('had_problem', 'problem_resolved', 'recovery_satisfaction')
        and answer.score is not null
        and {NAMED}
        and answer.responded_at <= landmark.at_day
        and answer.responded_at > landmark.at_day - interval 1 day * {RECENT_DAYS}
    group by landmark.at_day, answer.customer_id
),

flagged as (
    select
        life.at_day,
        life.customer_id,
        life.last_at,
        life.orders,
        1 - life.came_back as gone,
        fell.fallen as rule_drop,
        case
            when landmark.has_contacts = 0 then cast(null as integer)
            else coalesce(chained.chained, 0)
        end as rule_snowball,
        told.failed as rule_recovery,
        case
            when usual.usual_days is null then cast(null as integer)
            when
                date_diff('day', cast(life.last_at as date), cast(life.at_day as date))
                > usual.usual_days
                then 1
            else 0
        end as rule_gap
    from life
    inner join landmark on life.at_day = landmark.at_day
    left join fell
        on life.at_day = fell.at_day and life.customer_id = fell.customer_id
    left join chained
        on life.at_day = chained.at_day and life.customer_id = chained.customer_id
    left join told
        on life.at_day = told.at_day and life.customer_id = told.customer_id
    left join usual
        on life.at_day = usual.at_day and life.customer_id = usual.customer_id
)
"""


def flags(
    store: Store, question: Question, days: list[datetime], select: str
) -> Composed:
    """`select` over `flagged`: customers active on each day, and what each rule says.

    A rule that cannot judge a customer says NULL.
    """
    narrowed, bound = filtered(store, question, "purchase", "occurred_at", dated=False)
    marks = {f"mark{number}": day for number, day in enumerate(days)}
    # A day before the first contact cannot say that there was none.
    listed = " union all ".join(
        f"select cast(${name} as timestamp) as at_day, (select case when "
        f"min(started_at) <= cast(${name} as timestamp) - interval 1 day * {CHAIN_DAYS} "
        "then 1 else 0 end from contact) as has_contacts"
        for name in marks
    )
    tables = with_tables(store, store.mart(question.version), [("landmark", listed)])
    sql = f"{tables},\n{_FLAGS.format(narrowed=narrowed)}{select}"
    return Composed(sql, only_named(sql, {**bound, **marks}))
