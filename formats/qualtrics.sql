/*
name = "Qualtrics responses"
into = "answer"
questions = true
detect = ["StartDate", "EndDate", "RecordedDate", "ResponseId"]
optional = [
    "Status", "ExternalReference", "Finished", "Progress", "TicketID", "ticket_id",
    "DistributionChannel"
]
consumes = [
    "*recommend*", "*추천*", "*satisf*", "*만족*", "*made it easy*", "*쉽게*", "*comment*",
    "*feedback*", "*why*", "*reason for your*", "*의견*", "*이유*", "*_nps_group"
]
never_attributes = [
    "IPAddress", "RecipientLastName", "RecipientFirstName", "RecipientEmail",
    "LocationLatitude", "LocationLongitude", "Duration (in seconds)"
]
vendor_docs = "qualtrics.com/support, Data & Analysis, Understanding Your Data Set"
note = "Previews, tests and spam are set aside; unfinished responses stay in, Finished and Progress can be filtered. A question Q1 is the NPS where a column Q1_NPS_GROUP stands beside it; the score is read, never the group. Other questions are known only where their ids say satisfaction, or made it easy, and only from answers exported as words: numbers are codes in any order. Everything else stays a custom attribute or is left out; \"Map the columns by hand\" can name more. The column names TicketID and ticket_id for the contact are a guess; yours may differ."

[[example]]
why = "the score counts and its group does not; a preview and spam are set aside; an unfinished response stays; -99 is a blank"
raw = """
StartDate,EndDate,Status,Progress,Finished,RecordedDate,ResponseId,ExternalReference,Q1_NPS_GROUP,Q1,Q2
2024-03-14 09:00:00,2024-03-14 09:02:00,IP Address,100,True,2024-03-14 09:02:01,R_1,C1,Promoter,9,Web
2024-03-14 09:10:00,2024-03-14 09:12:00,Survey Preview,100,True,2024-03-14 09:12:01,R_2,,Detractor,0,Web
2024-03-14 10:00:00,2024-03-14 10:02:00,0,50,False,2024-03-15 10:02:01,R_3,없음,3,-99,
2024-03-14 11:00:00,2024-03-14 11:02:00,8,100,True,2024-03-14 11:02:01,R_4,,1,2,
2024-03-14 12:00:00,2024-03-14 12:02:00,Imported,100,True,2024-03-14 12:02:01,R_5,C5,2,8,App
"""
expect = { added = 3, duplicate = 0, set_aside = 2 }
rows = """
response_id | question | state | score | scale_min | scale_max | responded_at | customer_id
R_1 | nps | answered | 9 | 0 | 10 | 2024-03-14 09:02:01 | C1
R_3 | nps | blank | | 0 | 10 | 2024-03-15 10:02:01 |
R_5 | nps | answered | 8 | 0 | 10 | 2024-03-14 12:02:01 | C5
"""

[[example]]
why = "satisfaction in words is read and in codes is not; a date that is not year first and a score of 11 are set aside"
raw = """
StartDate,EndDate,Status,RecordedDate,ResponseId,NPS_NPS_GROUP,NPS,Satisfaction_1,Satisfaction_2
2024-03-14 09:00,2024-03-14 09:02,IP Address,2024-03-14 09:02,R_1,Promoter,10,Very satisfied,1
2024-03-14 09:00,2024-03-14 09:02,IP Address,14/03/2024 09:02,R_2,Promoter,10,Satisfied,5
2024-03-14 09:00,2024-03-14 09:02,Offline,2024-03-14 09:03,R_3,Detractor,6,Dissatisfied,4
2024-03-14 09:00,2024-03-14 09:02,16,2024-03-14 09:04,R_4,Passive,7,N/A,4
2024-03-14 09:00,2024-03-14 09:02,4,2024-03-14 09:05,R_5,Passive,7,,4
2024-03-14 09:00,2024-03-14 09:02,0,2024-03-14 09:06,R_6,Passive,8,,4
2024-03-14 09:00,2024-03-14 09:02,0,2024-03-14 09:07,R_7,Passive,8,,4
2024-03-14 09:00,2024-03-14 09:02,0,2024-03-14 09:08,R_8,Passive,8,,4
2024-03-14 09:00,2024-03-14 09:02,0,2024-03-14 09:09,R_9,Passive,8,,4
2024-03-14 09:00,2024-03-14 09:02,0,2024-03-14 09:10,R_10,,11,,4
"""
expect = { added = 8, duplicate = 0, set_aside = 2 }
*/
select
    line,
    cell("ResponseId") as response_id,
    moment_ymd("RecordedDate") as responded_at,
    cell("ExternalReference") as customer_id,
    coalesce(cell("TicketID"), cell(ticket_id)) as contact_id,
    cast(null as varchar) as channel,
    cells,
    true as numbers_are_codes,
    true as groups_scores,
    [
        problem(
            'Status',
            "Status",
            case
                when
                    lower(cell("Status")) in (
                        '0', '4', '16', 'ip address', 'imported', 'offline'
                    )
                    then true
            end,
            'This is a preview or test answer, or spam.'
        ),
        problem(
            'RecordedDate',
            "RecordedDate",
            moment_ymd("RecordedDate"),
            'a date, year first'
        )
    ] as problems
from raw
