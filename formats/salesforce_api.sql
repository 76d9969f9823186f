/*
name = "Salesforce cases, API names"
into = "contact"
detect = ["Id", "CaseNumber", "IsClosed", "CreatedDate"]
optional = [
    "ContactId", "Status", "Origin", "Reason", "Type", "ClosedDate", "OwnerId", "ParentId",
    "IsDeleted"
]
consumes = ["*Id", "*Date", "SystemModstamp", "Supplied*"]
never_attributes = ["Subject", "Description", "Comments", "IsEscalated"]
vendor_docs = "The names of the Case object's fields, as Data Loader and the API write them and public programs read them"
note = "Times are in UTC. Deleted cases are set aside. An id of 18 letters and its first 15 are one customer. The words of Status, Origin and Reason are the organisation's own: what is not known is kept as it is. The agent is OwnerId, which may also be a queue. Case numbers are kept as written; a spreadsheet that drops their leading zeros makes other cases of them. How the tools write dates was not verified beyond year first."

[[example]]
why = "leading zeros stay; the closed box decides before the status; an id of 18 letters and of 15 is one customer; closed by merging says nothing"
raw = """
Id,CaseNumber,ContactId,Status,Origin,Priority,Reason,IsClosed,CreatedDate,ClosedDate,OwnerId,ParentId,IsDeleted
5005g00000AbCdEAAV,00001026,0035g00000AbCdE,Closed,Phone,High,Delivery,true,2024-03-14T09:30:00.000Z,2024-03-14T10:00:00.000Z,0055g00000AaAaA,,false
5005g00000AbCdFAAV,00001027,0035g00000AbCdEAAX,In Review,Web,Low,Delivery,false,2024-03-15T09:30:00.000+0000,,0055g00000AaAaA,5005g00000AbCdEAAV,false
5005g00000AbCdGAAV,00001028,,Closed - Merged,Email,Low,,true,2024-03-15T09:40:00.000Z,2024-03-15T09:45:00.000Z,,,
"""
expect = { added = 3, duplicate = 0, set_aside = 0 }
rows = """
contact_id | customer_id | started_at | closed_at | channel | reason | agent_id | issue_id | status | resolved
00001026 | 0035g00000AbCdE | 2024-03-14 09:30:00 | 2024-03-14 10:00:00 | phone | Delivery | 0055g00000AaAaA | | Closed | true
00001027 | 0035g00000AbCdE | 2024-03-15 09:30:00 | | web | Delivery | 0055g00000AaAaA | 5005g00000AbCdE | In Review | false
00001028 | | 2024-03-15 09:40:00 | 2024-03-15 09:45:00 | email | | | | Closed - Merged |
"""

[[example]]
why = "a deleted case, a date that is not year first, a box that is neither and a shortened number are set aside; of a case written twice the last line counts"
raw = """
Id,CaseNumber,Status,IsClosed,CreatedDate,IsDeleted
5005g00000AbCdEAAV,00001031,New,false,2024-03-14T09:30:00.000Z,false
5005g00000AbCdEAAV,00001031,Closed,true,2024-03-14T09:30:00.000Z,false
5005g00000AbCdFAAV,00001032,New,false,2024-03-14T09:30:00.000Z,true
5005g00000AbCdGAAV,00001033,New,false,3/14/2024 9:30,false
5005g00000AbCdHAAV,00001034,New,perhaps,2024-03-14T09:30:00.000Z,false
5005g00000AbCdIAAV,1.03E+07,New,false,2024-03-14T09:30:00.000Z,false
"""
expect = { added = 1, duplicate = 1, set_aside = 4 }
rows = """
contact_id | status | resolved
00001031 | Closed | true
"""
*/
select
    line,
    cell("CaseNumber") as contact_id,
    moment_ymd("CreatedDate") as started_at,
    case
        -- The last three of 18 letters only repeat the capitals of the first 15.
        when regexp_full_match(cell("ContactId"), '[0-9A-Za-z]{18}')
            then substr(cell("ContactId"), 1, 15)
        else cell("ContactId")
    end as customer_id,
    channel_of("Origin") as channel,
    coalesce(cell("Reason"), cell("Type")) as reason,
    cell("OwnerId") as agent_id,
    case
        when regexp_full_match(cell("ParentId"), '[0-9A-Za-z]{18}')
            then substr(cell("ParentId"), 1, 15)
        else cell("ParentId")
    end as issue_id,
    cell("Status") as status,
    case
        -- Merged, or closed by a clock: the status says that nobody answered.
        when cell("Status") is not null and resolved_status("Status") is null then null
        else coalesce(yes_no("IsClosed"), resolved_status("Status"))
    end as resolved,
    moment_ymd("ClosedDate") as closed_at,
    [
        problem(
            'CaseNumber',
            "CaseNumber",
            case
                when not regexp_full_match(cell("CaseNumber"), '(?i)\d([.,]\d+)?E\+\d+')
                    then "CaseNumber"
            end,
            'the whole number; a spreadsheet has shortened this one'
        ),
        problem(
            'IsDeleted',
            "IsDeleted",
            case when not coalesce(yes_no("IsDeleted"), false) then "IsDeleted" end,
            'This case was deleted.'
        ),
        problem('IsClosed', "IsClosed", yes_no("IsClosed"), 'yes or no'),
        problem(
            'CreatedDate', "CreatedDate", moment_ymd("CreatedDate"), 'a date, year first'
        ),
        problem(
            'ClosedDate', "ClosedDate", moment_ymd("ClosedDate"), 'a date, year first'
        )
    ] as problems
from raw
