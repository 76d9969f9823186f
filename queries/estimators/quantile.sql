-- The value below which a share of the rows lies: value is a number, share_below the share (0 to 1).
-- Rows by distinct value near the quantile, each with how many lie at or below it: enough for
-- order statistics.  With them, sums per customer of "at or below the quantile": customers'
-- rows resemble each other, which widens the interval (Woodruff 1952).
select *
from (
    with value_count as (
        select
            g1,
            g2,
            g3,
            value,
            max(share_below) as share_below,
            count(*) as rows_here
        from observation
        group by g1, g2, g3, value
    ),

    ranked as (
        select
            *,
            sum(rows_here) over (partition by g1, g2, g3 order by value) as upto,
            sum(rows_here) over (partition by g1, g2, g3) as n
        from value_count
    ),

    point as (
        select
            g1,
            g2,
            g3,
            min(value) as at_level
        from ranked
        where upto >= n * share_below - 0.000001
        group by g1, g2, g3
    ),

    customer as (
        select
            observation.g1,
            observation.g2,
            observation.g3,
            count(*) as rows_here,
            sum(case when observation.value <= point.at_level then 1 else 0 end) as ones
        from observation
        inner join point
            on
                observation.g1 is not distinct from point.g1
                and observation.g2 is not distinct from point.g2
                and observation.g3 is not distinct from point.g3
        group by observation.g1, observation.g2, observation.g3, observation.cluster_key
    ),

    spread as (
        select
            g1,
            g2,
            g3,
            sum(ones) as numerator,
            sum(rows_here) as denominator,
            sum(ones * ones) as numerator_squares,
            sum(ones * rows_here) as cross_products,
            sum(rows_here * rows_here) as denominator_squares,
            count(*) as clusters
        from customer
        group by g1, g2, g3
    )

    select
        ranked.g1,
        ranked.g2,
        ranked.g3,
        ranked.value,
        ranked.share_below,
        ranked.rows_here,
        ranked.upto,
        ranked.n,
        spread.numerator,
        spread.denominator,
        spread.numerator_squares,
        spread.cross_products,
        spread.denominator_squares,
        spread.clusters
    from ranked
    inner join spread
        on
            ranked.g1 is not distinct from spread.g1
            and ranked.g2 is not distinct from spread.g2
            and ranked.g3 is not distinct from spread.g3
    -- Twelve standard errors to both sides: room for customers six times as alike as strangers.
    where
        ranked.upto
        >= ranked.n * ranked.share_below
        - 12 * sqrt(ranked.n * ranked.share_below * (1 - ranked.share_below))
        - 2
        and ranked.upto - ranked.rows_here
        <= ranked.n * ranked.share_below
        + 12 * sqrt(ranked.n * ranked.share_below * (1 - ranked.share_below))
        + 2
) as near_quantile
