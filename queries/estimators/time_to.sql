-- Time until something happens (seconds), by hour begun and by 200 buckets of customers: enough
-- for a Kaplan-Meier curve and for its uncertainty, whatever the number of rows.  Whoever was
-- watched for longer than the curve ($watched_s: an hour more than that) counts as watched that
-- long: no number of the curve changes, and years of data make no more rows than months.
select
    g1,
    g2,
    g3,
    bucket,
    ceil(least(duration, $watched_s) / 3600) as hour_bin,
    sum(case when duration < $watched_s then happened else 0 end) as events,
    sum(case when duration < $watched_s then 1 - happened else 1 end) as censored,
    count(*) as n
from observation
group by g1, g2, g3, bucket, ceil(least(duration, $watched_s) / 3600)
