-- A mean of scores.
select
    g1,
    g2,
    g3,
    sum(total) as numerator,
    sum(rows_here) as denominator,
    sum(total * total) as numerator_squares,
    sum(total * rows_here) as cross_products,
    sum(rows_here * rows_here) as denominator_squares,
    count(*) as clusters,
    sum(rows_here) as n,
    sum(squares) as squares
from (
    select
        g1,
        g2,
        g3,
        sum(value) as total,
        count(*) as rows_here,
        sum(value * value) as squares
    from observation
    group by g1, g2, g3, cluster_key
) as customer
group by g1, g2, g3
