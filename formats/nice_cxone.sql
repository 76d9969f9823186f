/*
name = "NICE CXone data download"
into = "contact"
detect = ["Contact_ID", "Master_Contact_ID"]
optional = [
    "Media_Name", "ANI_Dialnum", "Skill_Name", "Agent_No", "Team_Name", "Disposition_Code",
    "Start_Date", "Start_Time", "InQueue", "Agent_Time", "ACW_Seconds", "Abandon"
]
consumes = ["*_Time", "PreQueue", "PostQueue", "*_No"]
never_attributes = ["Contact_Name", "Agent_Name", "Contact_Code", "Point_Of_Contact_Code", "SLA"]
vendor_docs = "help.nicecxone.com, data download reports (call detail; detail comprehensive with hold)"
note = "Each line is a leg; the legs of one master are one contact, and the lines beyond one count as duplicates. A contact whose legs are spread over several files keeps those of the file loaded last. After two transfers a leg may name another leg as its master: the chain is followed to its beginning. The columns are those of the vendor's help, and no header of a real file was seen, so they were not verified. Dates are month first and times in seconds, as the vendor says. Waiting (InQueue) and handling (Agent_Time and ACW_Seconds) are added up; transfers are legs beyond the first that reached another agent. The reason is the disposition's code. The customer is ANI_Dialnum; withheld and shortened numbers (1.55E+10) are left empty. Which side began a contact is not in these columns: calls made by the company count as the customer's."

[[example]]
why = "month first; a leg may be its own master; no agent and abandoned is giving up; withheld is nobody"
raw = """
Contact_ID,Master_Contact_ID,Media_Name,Contact_Name,ANI_Dialnum,Skill_No,Skill_Name,Agent_No,Team_Name,Disposition_Code,Start_Date,Start_Time,PreQueue,InQueue,Agent_Time,PostQueue,ACW_Seconds,Abandon
4001,4001,Phone Call,5559990000,5550001111,7,Billing,31,Care,12,03/14/2024,09:30:05,5,40,300,0,20,N
4002,,Chat,site,anonymous,8,Sales,,,,03/04/2024,10:00:00,5,90,0,0,,Y
"""
expect = { added = 2, duplicate = 0, set_aside = 0 }
rows = """
contact_id | customer_id | started_at | channel | reason | team | agent_id | wait_s | handle_s | abandoned | transfers
4001 | 5550001111 | 2024-03-14 09:30:05 | phone | 12 | Billing | 31 | 40 | 320 | false | 0
4002 | | 2024-03-04 10:00:00 | chat | | Sales | | 90 | 0 | true | 0
"""

[[example]]
why = "a day first date, a shortened number and seconds in words are set aside; a shortened caller is nobody"
raw = """
Contact_ID,Master_Contact_ID,ANI_Dialnum,Start_Date,Start_Time,InQueue
4011,4011,5.55E+09,03/14/2024,09:30:05,1
4012,4012,5550001111,14/03/2024,09:30:05,1
4.01E+11,4.01E+11,5550001111,03/14/2024,09:30:05,1
4014,4014,5550001111,03/14/2024,09:30:05,long
"""
expect = { added = 1, duplicate = 0, set_aside = 3 }
rows = """
contact_id | customer_id
4011 |
"""
*/
with recursive leg as (
    select
        raw.line,
        cell(raw."Contact_ID") as leg_id,
        coalesce(cell(raw."Master_Contact_ID"), cell(raw."Contact_ID")) as master_id,
        moment_mdy(
            concat_ws(' ', cell(raw."Start_Date"), cell(raw."Start_Time"))
        ) as began_at,
        case
            when
                not regexp_matches(
                    cell(raw."ANI_Dialnum"),
                    '(?i)^(\d([.,]\d+)?E\+\d+|anonymous|private|restricted|unknown)$'
                )
                then cell(raw."ANI_Dialnum")
        end as customer_id,
        channel_of(raw."Media_Name") as channel,
        coalesce(cell(raw."Skill_Name"), cell(raw."Team_Name")) as team,
        cell(raw."Agent_No") as agent_id,
        cell(raw."Disposition_Code") as reason,
        number(raw."InQueue") as wait_s,
        list_sum([number(raw."Agent_Time"), number(raw."ACW_Seconds")]) as handle_s,
        yes_no(raw."Abandon") as gave_up
    from raw
),

ancestor as (
    select
        leg_id,
        master_id
    from leg
    union
    select
        ancestor.leg_id,
        leg.master_id
    from ancestor
    inner join leg on ancestor.master_id = leg.leg_id
    where leg.master_id <> leg.leg_id
),

origin as (
    select
        ancestor.leg_id,
        min(ancestor.master_id) as contact_id
    from ancestor
    left join leg
        on
            ancestor.master_id = leg.leg_id
            and leg.master_id <> leg.leg_id
    where leg.leg_id is null
    group by ancestor.leg_id
),

chain as (
    select
        coalesce(origin.contact_id, leg.master_id) as contact_id,
        min(leg.began_at) as started_at,
        first(leg.customer_id order by leg.began_at, leg.line) filter (
            where leg.customer_id is not null
        ) as customer_id,
        first(leg.channel order by leg.began_at, leg.line) filter (
            where leg.channel is not null
        ) as channel,
        last(leg.reason order by leg.began_at, leg.line) filter (
            where leg.reason is not null
        ) as reason,
        last(leg.team order by leg.began_at, leg.line) filter (
            where leg.team is not null
        ) as team,
        last(leg.agent_id order by leg.began_at, leg.line) filter (
            where leg.agent_id is not null
        ) as agent_id,
        count(distinct leg.agent_id) as agents,
        sum(leg.wait_s) as wait_s,
        sum(leg.handle_s) as handle_s,
        bool_or(leg.gave_up) as gave_up
    from leg
    left join origin on leg.leg_id = origin.leg_id
    where leg.began_at is not null
    group by coalesce(origin.contact_id, leg.master_id)
)

-- Every leg comes back under the number of its chain: the last line stands for it.
select
    raw.line,
    coalesce(origin.contact_id, leg.master_id) as contact_id,
    coalesce(chain.started_at, leg.began_at) as started_at,
    chain.customer_id,
    chain.channel,
    chain.reason,
    chain.team,
    chain.agent_id,
    chain.wait_s,
    chain.handle_s,
    chain.gave_up and chain.agents = 0 as abandoned,
    greatest(chain.agents - 1, 0) as transfers,
    [
        problem(
            'Contact_ID',
            raw."Contact_ID",
            case
                when not regexp_matches(leg.leg_id, '(?i)^\d([.,]\d+)?E\+\d+$')
                    then leg.leg_id
            end,
            'the whole number; a spreadsheet has shortened this one'
        ),
        problem(
            'Master_Contact_ID',
            raw."Master_Contact_ID",
            case
                when not regexp_matches(leg.master_id, '(?i)^\d([.,]\d+)?E\+\d+$')
                    then leg.master_id
            end,
            'the whole number; a spreadsheet has shortened this one'
        ),
        problem(
            'Start_Date',
            concat_ws(' ', cell(raw."Start_Date"), cell(raw."Start_Time")),
            leg.began_at,
            'a date, month first'
        ),
        problem(
            'InQueue', raw."InQueue", number(raw."InQueue"), 'a number of seconds'
        ),
        problem(
            'Agent_Time',
            raw."Agent_Time",
            number(raw."Agent_Time"),
            'a number of seconds'
        ),
        problem(
            'ACW_Seconds',
            raw."ACW_Seconds",
            number(raw."ACW_Seconds"),
            'a number of seconds'
        ),
        problem('Abandon', raw."Abandon", leg.gave_up, 'yes or no')
    ] as problems
from raw
inner join leg on raw.line = leg.line
left join origin on leg.leg_id = origin.leg_id
left join chain on coalesce(origin.contact_id, leg.master_id) = chain.contact_id
