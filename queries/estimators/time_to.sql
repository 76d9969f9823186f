-- Time until something happens (seconds), by hour begun and by 200 buckets of customers: enough
-- for a Kaplan-Meier curve and for its uncertainty, whatever the number of rows.
select
    g1,
    g2,
    g3,
    bucket,
    ceil(duration / 3600) as hour_bin,
    sum(happened) as events,
    sum(1 - happened) as censored,
    count(*) as n
from observation
group by g1, g2, g3, bucket, ceil(duration / 3600)
