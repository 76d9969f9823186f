-- Each response is one row, and its NPS is the answer's.
select answer.row_id
from answer
left join response
    on
        answer.source = response.source
        and answer.response_id = response.response_id
where
    answer.question = 'nps'
    and coalesce(answer.score, -1) <> coalesce(response.nps, -1)
