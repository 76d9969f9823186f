-- Everybody on an alert was told or held out, and nobody is on one alert twice.
select
    alert_id,
    customer_id
from alert
group by alert_id, customer_id
having count(*) > 1
