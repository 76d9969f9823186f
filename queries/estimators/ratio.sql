-- One total over another: each row has a numerator and a denominator.
select
    g1,
    g2,
    g3,
    sum(above) as numerator,
    sum(below) as denominator,
    sum(above * above) as numerator_squares,
    sum(above * below) as cross_products,
    sum(below * below) as denominator_squares,
    count(*) as clusters,
    sum(rows_here) as n
from (
    select
        g1,
        g2,
        g3,
        sum(numerator) as above,
        sum(denominator) as below,
        count(*) as rows_here
    from observation
    group by g1, g2, g3, cluster_key
) as customer
group by g1, g2, g3
