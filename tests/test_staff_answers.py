"""What staff say is never counted as what customers say."""

from tests.exports import bring, rows_of

HEADER = (
    "response_id,responded_at,question,score,scale_min,scale_max,item,"
    "respondent_role,team"
)


def test_an_answer_of_staff_to_a_customers_question_is_set_aside_with_the_reason(store):
    lines = [
        HEADER,
        "1,2024-03-01,nps,10,0,10,,frontline,Seoul",
        "2,2024-03-01,nps,9,0,10,,,",
        "3,2024-03-01,staff,4,1,5,I may decide,frontline,Seoul",
        "4,2024-03-01,nps,3,0,10,,customer,",
    ]
    upload = bring(store, "\n".join(lines)).upload
    assert (upload.new, upload.set_aside) == (3, 1)
    kept = rows_of(store, "answer", "response_id, question")
    assert sorted(kept) == [("2", "nps"), ("3", "staff"), ("4", "nps")]
