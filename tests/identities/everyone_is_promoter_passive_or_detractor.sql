-- Promoters, passives and detractors are all who answered.
select source
from answer
where question = 'nps'
group by source
having
    count(*) filter (where score >= 9)
    + count(*) filter (where score between 7 and 8)
    + count(*) filter (where score <= 6)
    <> count(score)
