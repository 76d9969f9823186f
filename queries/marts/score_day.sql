-- How often each score was given on each day, of everybody and by one dimension at a time.
--
-- Shares, means and Net Promoter Scores of any period are sums over these few rows, exactly as over
-- the answers: a metric reads them by its own SQL (cx/measure/cube.py).  What says how sure a number
-- is, sums of squares by customer, does not add up over days and is asked of the answers.
-- Ratings of touchpoints are left out: they make as many rows here as there are answers.
with dimension_of (dimension) as (
    values
    (''),
    ('channel'),
    ('reason'),
    ('product'),
    ('team'),
    ('segment')
),

told as (
    select
        question,
        state,
        scale_min,
        scale_max,
        score,
        channel,
        reason,
        product,
        team,
        segment,
        date_trunc('day', responded_at) as responded_at,
        count(*) as answers
    from answer
    where
        score is not null
        and question <> 'touchpoint'
    group by
        date_trunc('day', responded_at),
        question,
        state,
        scale_min,
        scale_max,
        score,
        channel,
        reason,
        product,
        team,
        segment
),

named as (
    select
        dimension_of.dimension,
        told.responded_at,
        told.question,
        told.state,
        told.scale_min,
        told.scale_max,
        told.score,
        told.answers,
        case dimension_of.dimension
            when 'channel' then told.channel
            when 'reason' then told.reason
            when 'product' then told.product
            when 'team' then told.team
            when 'segment' then told.segment
        end as member
    from told
    cross join dimension_of
)

select
    dimension,
    member,
    responded_at,
    question,
    state,
    scale_min,
    scale_max,
    score,
    sum(answers) as answers
from named
group by
    dimension,
    member,
    responded_at,
    question,
    state,
    scale_min,
    scale_max,
    score
order by
    dimension,
    question,
    responded_at,
    member,
    state,
    scale_min,
    scale_max,
    score
