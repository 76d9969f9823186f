/*
name = "Working days of staff, this dashboard's own columns"
into = "shift"
detect = ["agent_id", "worked_on", "logged_in_s"]
optional = ["team", "handling_s", "break_s", "contacts", "abusive_contacts"]
vendor_docs = "The data dictionary of this dashboard; one line per agent and day, its columns in English or Korean."
note = "Dates are year first; times are in seconds or h:mm:ss. logged_in_s is the time at work, breaks included. abusive_contacts counts what people flagged. Pages show teams of eight or more, never an agent."

[also]
agent_id = ["상담사번호"]
worked_on = ["근무일"]
logged_in_s = ["근무시간"]
team = ["팀"]
handling_s = ["응대시간"]
break_s = ["휴식시간"]
contacts = ["응대건수"]
abusive_contacts = ["폭언건수"]

[[example]]
why = "a day of eight hours in seconds and as a clock"
raw = """
agent_id,worked_on,team,logged_in_s,handling_s,break_s,contacts,abusive_contacts
A01,2024-03-14,Seoul,28800,21000,3600,52,1
A02,2024-03-14,Seoul,8:00:00,5:30:00,1:00:00,48,0
"""
expect = { added = 2, duplicate = 0, set_aside = 0 }
rows = """
agent_id | worked_on | team | logged_in_s | handling_s | break_s | contacts | abusive_contacts
A01 | 2024-03-14 00:00:00 | Seoul | 28800 | 21000 | 3600 | 52 | 1
A02 | 2024-03-14 00:00:00 | Seoul | 28800 | 19800 | 3600 | 48 | 0
"""

[[example]]
why = "Korean names of the columns"
raw = """
상담사번호,근무일,팀,근무시간,응대시간,휴식시간,응대건수,폭언건수
A01,2024. 3. 14,서울,8:00:00,5:30:00,1:00:00,48건,0건
A02,2024. 3. 14,서울,온종일,,,,
"""
expect = { added = 1, duplicate = 0, set_aside = 1 }
rows = """
agent_id | worked_on | team | logged_in_s | contacts | abusive_contacts
A01 | 2024-03-14 00:00:00 | 서울 | 28800 | 48 | 0
"""

[[example]]
why = "more abusive contacts than contacts, a time below nothing, no day, half a contact; the last line about a day counts"
raw = """
agent_id,worked_on,logged_in_s,contacts,abusive_contacts
A01,2024-03-14,28000,40,0
A01,2024-03-14,28800,40,0
A02,2024-03-14,28800,1,2
A03,2024-03-14,-5,1,0
A04,,28800,1,0
A05,2024-03-14,28800,1.5,0
"""
expect = { added = 1, duplicate = 1, set_aside = 4 }
rows = """
agent_id | logged_in_s
A01 | 28800
"""
*/
select
    line,
    cell(agent_id) as agent_id,
    moment_ymd(worked_on) as worked_on,
    cell(team) as team,
    seconds(logged_in_s) as logged_in_s,
    seconds(handling_s) as handling_s,
    seconds(break_s) as break_s,
    whole(contacts) as contacts,
    whole(abusive_contacts) as abusive_contacts,
    [
        problem('worked_on', worked_on, moment_ymd(worked_on), 'a date, year first'),
        problem(
            'logged_in_s', logged_in_s, seconds(logged_in_s), 'seconds, or h:mm:ss'
        ),
        problem('handling_s', handling_s, seconds(handling_s), 'seconds, or h:mm:ss'),
        problem('break_s', break_s, seconds(break_s), 'seconds, or h:mm:ss'),
        problem('contacts', contacts, whole(contacts), 'a whole number'),
        problem(
            'abusive_contacts',
            abusive_contacts,
            whole(abusive_contacts),
            'a whole number'
        )
    ] as problems
from raw
