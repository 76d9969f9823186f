-- A share minus another: value is 100, 0 or -100.
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
    sum(positives) as positive,
    sum(negatives) as negative
from (
    select
        g1,
        g2,
        g3,
        sum(value) as total,
        count(*) as rows_here,
        sum(case when value > 0 then 1 else 0 end) as positives,
        sum(case when value < 0 then 1 else 0 end) as negatives
    from observation
    group by g1, g2, g3, cluster_key
) as customer
group by g1, g2, g3
