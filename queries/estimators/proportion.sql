-- A share: value is 1 or 0.  Sums per customer first, because a customer's answers resemble each other.
select
    g1,
    g2,
    g3,
    sum(ones) as numerator,
    sum(rows_here) as denominator,
    sum(ones * ones) as numerator_squares,
    sum(ones * rows_here) as cross_products,
    sum(rows_here * rows_here) as denominator_squares,
    count(*) as clusters,
    sum(rows_here) as n
from (
    select
        g1,
        g2,
        g3,
        sum(value) as ones,
        count(*) as rows_here
    from observation
    group by g1, g2, g3, cluster_key
) as customer
group by g1, g2, g3
