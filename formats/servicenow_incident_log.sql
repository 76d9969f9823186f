/*
name = "ServiceNow incident log"
into = "contact"
detect = [
    "number", "caller_id", "opened_at", "contact_type", "category", "category.1",
    "reassignment_count", "reopen_count"
]
optional = ["ident_state", "incident_state", "closed_at", "assignment_group", "assigned_to"]
never_attributes = [
    "sys_mod_count", "opened_by", "sys_created_by", "sys_created_at", "sys_updated_by",
    "sys_updated_at", "u_symptom", "cmdb_ci", "problem_id", "rfc", "vendor",
    "caused_by", "closed_code", "resolved_by", "resolved_at"
]
vendor_docs = "UCI Machine Learning Repository, Incident management process enriched event log"
note = "Dates are read day first. Where a case has several lines, the last one is its state."

[[example]]
why = "a question mark is missing, but as a category it is what the desk recorded: 'not given'"
raw = """
number,ident_state,reassignment_count,reopen_count,caller_id,opened_at,contact_type,category,category,assignment_group,assigned_to,closed_at
0000045,Closed,0,0,2403,29/2/2016 01:16,Phone,55,170,56,?,5/3/2016 12:00
0000047,Awaiting User Info,1,0,?,1/3/2016 04:40,Self service,?,?,?,89,?
"""
expect = { added = 2, duplicate = 0, set_aside = 0 }
rows = """
contact_id | customer_id | started_at | closed_at | channel | reason | subreason | team | agent_id | status | resolved | transfers
0000045 | 2403 | 2016-02-29 01:16:00 | 2016-03-05 12:00:00 | phone | 55 | 170 | 56 | | Closed | true | 0
0000047 | | 2016-03-01 04:40:00 | | web | not given | not given | | 89 | Awaiting User Info | false | 1
"""

[[example]]
why = "a date that is not day first is set aside, and so is a count that is not a number; UCI names the state incident_state; -100 is no state"
raw = """
number,incident_state,reassignment_count,reopen_count,caller_id,opened_at,contact_type,category,category
0000050,-100,0,1,12,1/3/2016 04:40,Email,9,9
0000051,New,0,0,12,3/31/2016 04:40,Email,9,9
0000052,New,many,0,12,1/3/2016 04:40,Email,9,9
"""
expect = { added = 1, duplicate = 0, set_aside = 2 }
rows = """
contact_id | customer_id | channel | status | resolved | transfers | reopens
0000050 | 12 | email | | | 0 | 1
"""
*/
select
    raw.line,
    raw."number" as contact_id,
    nullif(raw."caller_id", '?') as customer_id,
    moment_dmy(raw."opened_at") as started_at,
    moment_dmy(nullif(raw."closed_at", '?')) as closed_at,
    channel_of(nullif(raw."contact_type", '?')) as channel,
    -- The desk's "?" is a state of the record, not a gap: cases without a category are told
    -- apart from other cases and alike among themselves, as in published repeat shares.
    case raw."category" when '?' then 'not given' else cell(raw."category") end as reason,
    case raw."category.1"
        when '?' then 'not given' else cell(raw."category.1")
    end as subreason,
    nullif(raw."assignment_group", '?') as team,
    nullif(raw."assigned_to", '?') as agent_id,
    desk.state as status,
    desk.state in ('Resolved', 'Closed') as resolved,
    whole(nullif(raw."reassignment_count", '?')) as transfers,
    whole(nullif(raw."reopen_count", '?')) as reopens,
    [
        problem(
            'opened_at',
            raw."opened_at",
            moment_dmy(raw."opened_at"),
            'a date, day first'
        ),
        problem(
            'closed_at',
            nullif(raw."closed_at", '?'),
            moment_dmy(nullif(raw."closed_at", '?')),
            'a date, day first'
        ),
        problem(
            'reassignment_count',
            nullif(raw."reassignment_count", '?'),
            whole(nullif(raw."reassignment_count", '?')),
            'a whole number'
        ),
        problem(
            'reopen_count',
            nullif(raw."reopen_count", '?'),
            whole(nullif(raw."reopen_count", '?')),
            'a whole number'
        )
    ] as problems
from raw
cross join (
    -- -100 is ServiceNow's placeholder for a state it could not name.
    values
    (
        case
            when coalesce(raw."ident_state", raw."incident_state") not in ('?', '-100')
                then cell(coalesce(raw."ident_state", raw."incident_state"))
        end
    )
) as desk (state)
