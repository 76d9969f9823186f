"""The invented company's files are reproducible, and say what their README says.

Expected shares are the planted sizes or the README's; each tolerance is at least three
standard errors at the number of rows behind it, so the planted size is what is tested.
"""

import csv
import hashlib
import re
import subprocess
import sys
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import mean

import numpy as np
import pytest

FOLDER = Path(__file__).parent.parent / "sample_data"
NAMES = (
    *("hanbit_contacts.csv", "hanbit_surveys.csv", "hanbit_orders.csv"),
    *("hanbit_volumes.csv", "hanbit_audits.csv", "hanbit_staff.csv"),
    *("hanbit_batteries.csv", "hanbit_attempts.csv", "hanbit_alerts.csv"),
    *("hanbit_shifts.csv", "actions_contacts.csv"),
)
DATA_START = datetime(2025, 4, 1)
DATA_END = datetime(2026, 10, 1)
WEEK = timedelta(days=7)


def rows_of(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def contacts():
    return rows_of("hanbit_contacts.csv")


@pytest.fixture(scope="module")
def surveys():
    return rows_of("hanbit_surveys.csv")


@pytest.fixture(scope="module")
def orders():
    return rows_of("hanbit_orders.csv")


@pytest.fixture(scope="module")
def matured(contacts):
    """Answered inbound contacts old enough to know: row, is it a first one, next row."""
    by_customer = {}
    for row in contacts:
        if row["customer_id"] and row["direction"] == "in" and row["abandoned"] == "no":
            at = datetime.fromisoformat(row["started_at"])
            by_customer.setdefault(row["customer_id"], []).append((at, row))
    told = []
    for line in by_customer.values():
        line.sort(key=lambda item: (item[0], item[1]["contact_id"]))
        for (before, _), (at, row), (later, following) in zip(
            [(DATA_START - WEEK * 2, None), *line],
            line,
            [*line[1:], (DATA_END + WEEK, None)],
            strict=False,
        ):
            if at < DATA_END - WEEK:
                back = following if later - at <= WEEK else None
                told.append((row, at - before > WEEK, back))
    return told


def share(answers):
    return mean(bool(answer) for answer in answers)


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    script = [sys.executable, "-B", FOLDER / "make.py", tmp_path]
    subprocess.run(script, check=True)
    for name in NAMES:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


def test_the_files_are_small_enough_to_ship():
    assert sum((FOLDER / name).stat().st_size for name in NAMES) < 12_000_000


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_counts_the_lines(name):
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    listed = next(line for line in readme.splitlines() if line.startswith(f"| `{name}`"))
    assert listed.endswith(f"| {len(rows_of(name)):,} |")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        (
            "hanbit_contacts.csv",
            "contact_id,started_at,customer_id,channel,direction,reason,subreason,product,"
            "team,segment,agent_id,status,resolved,closed_at,first_response_at,wait_s,"
            "handle_s,hold_s,abandoned,transfers,reopens,replies,issue_id,order_id,"
            "membership,outcome,choice_offered,repeat_info,self_service_first,proactive,"
            "abuse,abuse_kind,flagged_by,cost,sale_amount,promised_at,bad_news_at",
        ),
        (
            "hanbit_surveys.csv",
            "response_id,responded_at,customer_id,contact_id,channel,reason,product,team,"
            "segment,nps,csat,ces2,overall,fcr_resolved,fcr_contacts,wom_told,wom_count,"
            "experience,comment,touchpoint: Website,touchpoint: Ordering,"
            "touchpoint: Payment,touchpoint: Delivery,touchpoint: Unboxing,"
            "touchpoint: Contact centre,touchpoint: Returns,membership,had_problem,"
            "problem_contacted,problem_resolved,recovery_satisfaction,repeat_info,"
            "more_loyal,intent_rebuy,intent_spend,ces1",
        ),
        (
            "hanbit_orders.csv",
            "purchase_id,customer_id,occurred_at,kind,amount,discount,channel,product,"
            "segment,acquisition_source,membership,promised_at,delivered_at,complete,"
            "undamaged,documented,margin,offer",
        ),
    ],
)
def test_the_headers_are_the_agreed_ones(name, header):
    with (FOLDER / name).open(encoding="utf-8") as file:
        assert file.readline() == header + "\n"


# SHA-256 of the columns up to `membership`, as they were before others stood behind them.
FIRST_COLUMNS = {
    "hanbit_contacts.csv": "41c480a18e24fed8efb762d28cc318fd"
    "4cf72661f1550bd57e80db5fbe02c3a8",
    "hanbit_surveys.csv": "5655b51aea9c0cc8dfe82203ab3e43be"
    "5056bc84e5d342bdb958f87e5c8844a0",
    "hanbit_orders.csv": "7ec1afd959220bc3c98cf9f56b9222e5"
    "c79060fd2f0d2ea4b50fba5c8ccb182e",
}


@pytest.mark.parametrize("name", FIRST_COLUMNS)
def test_new_columns_have_changed_no_value_of_the_old_ones(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    width = rows[0].index("membership") + 1
    told = hashlib.sha256(repr([row[:width] for row in rows]).encode()).hexdigest()
    assert told == FIRST_COLUMNS[name]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_happens_outside_the_eighteen_months(name):
    pattern = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
    moments = re.findall(pattern, (FOLDER / name).read_text(encoding="utf-8"))
    if not moments:
        assert name in ("hanbit_volumes.csv", "hanbit_shifts.csv")
        return
    assert min(moments) >= "2025-04-01 00:00:00"
    assert max(moments) <= "2026-09-30 23:59:59"


@pytest.mark.parametrize("name", NAMES)
def test_no_file_holds_an_address_or_a_phone_number(name):
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert "@" not in text
    assert not re.search(r"\b01[016-9][- ]?\d{3,4}[- ]?\d{4}\b", text)


def test_a_survey_copies_what_its_contact_says(contacts, surveys):
    by_number = {row["contact_id"]: row for row in contacts}
    copied = ("customer_id", "channel", "reason", "product", "team", "segment")
    for row in surveys:
        if row["contact_id"]:
            contact = by_number[row["contact_id"]]
            assert [row[name] for name in copied] == [contact[name] for name in copied]


def test_orders_named_by_contacts_exist_and_belong_to_the_caller(contacts):
    owner = {r["purchase_id"]: r["customer_id"] for r in rows_of("hanbit_orders.csv")}
    for row in contacts:
        assert not row["order_id"] or owner[row["order_id"]] == row["customer_id"]


def test_mood_makes_website_correlate_but_it_has_no_slope(surveys):
    names = ("Website", "Ordering", "Payment", "Delivery", "Unboxing")
    asked = [
        [row["nps"], *(row[f"touchpoint: {name}"] for name in names)] for row in surveys
    ]
    table = np.array([row for row in asked if all(x.isdigit() for x in row)], dtype=float)
    score, ratings = table[:, 0], np.c_[np.ones(len(table)), table[:, 1:]]
    slopes, (left,), *_ = np.linalg.lstsq(ratings, score)
    errors = np.linalg.inv(ratings.T @ ratings).diagonal() * left / len(table)
    assert np.corrcoef(score, table[:, 1])[0, 1] > 0.2
    assert abs(slopes[1]) < 2 * errors[1] ** 0.5
    assert slopes[4] > 2 * max(slopes[2], slopes[3], slopes[5])


def test_return_requests_come_back_far_more_often_than_other_reasons(matured):
    # 2,956 first contacts: three standard errors are 2.7 points.
    back = {}
    for row, first, following in matured:
        if first and row["reason"]:
            back.setdefault(row["reason"], []).append(following is not None)
    assert share(back.pop("Return request")) == pytest.approx(0.42, abs=0.027)
    # The smallest reason has 204 first contacts: a standard error of 2 points.
    assert all(0.06 < share(returns) < 0.20 for returns in back.values())


def test_a_return_request_that_comes_back_is_about_itself_or_its_refund(matured):
    # 1,224 returns: three standard errors are 4.3 and 4.1 points.
    after = [
        following["reason"]
        for row, first, following in matured
        if first and following and row["reason"] == "Return request"
    ]
    # A tenth of the returns draw any reason, their own included.
    assert share(x == "Return request" for x in after) == pytest.approx(0.53, abs=0.045)
    assert share(x == "Refund status" for x in after) == pytest.approx(0.35, abs=0.041)


def test_two_matters_of_one_customer_never_meet_by_coincidence(contacts):
    # A planted gap is at most 150 hours and the wait until the desk opens; after it,
    # the next matter starts at least seven days later.
    last = {}
    for row in contacts:
        if row["customer_id"] and row["direction"] == "in":
            at = datetime.fromisoformat(row["started_at"])
            last.setdefault(row["customer_id"], []).append(at)
    gaps = [later - at for line in last.values() for at, later in pairwise(line)]
    assert not [gap for gap in gaps if timedelta(hours=166) < gap <= WEEK]


def test_bad_experiences_are_told_more_often_but_good_ones_are_more_common(surveys):
    asked = [row for row in surveys if row["wom_told"]]
    bad = [row["wom_told"] for row in asked if row["experience"] == "bad"]
    good = [row["wom_told"] for row in asked if row["experience"] == "good"]
    negative, positive = ("negative", "both"), ("positive", "both")
    # 1,288 bad and 4,880 good: three standard errors are 4.1 and 1.9 points.
    assert share(x in negative for x in bad) == pytest.approx(0.60, abs=0.041)
    assert share(x in positive for x in good) == pytest.approx(0.25, abs=0.019)
    assert len(good) / len(bad) == pytest.approx(4, abs=0.5)
    told = [row["wom_told"] for row in asked]
    assert share(x in positive for x in told) > 1.3 * share(x in negative for x in told)


@pytest.mark.parametrize(
    # 792 and 1,256 tellers, whose counts spread by 5.2 and 2.4: three errors of the mean.
    ("told", "people", "tolerance"),
    [("negative", 6, 0.56), ("positive", 3, 0.21)],
)
def test_negative_tellers_reach_twice_as_many_people(surveys, told, people, tolerance):
    counts = [int(row["wom_count"]) for row in surveys if row["wom_told"] == told]
    assert mean(counts) == pytest.approx(people, abs=tolerance)


def test_agents_are_more_optimistic_than_behaviour_and_customers(
    contacts, surveys, matured
):
    agent = share(
        row["resolved"] == "yes"
        for row in contacts
        if row["direction"] == "in" and row["resolved"]
    )
    stayed = share(following is None for _, _, following in matured)
    customer = share(
        row["fcr_resolved"] == "yes" and row["fcr_contacts"] == "1"
        for row in surveys
        if row["fcr_resolved"] in ("yes", "no")
    )
    # 18,137, 17,222 and 5,267 rows: three standard errors are 0.8, 0.9 and 2 points.
    assert agent == pytest.approx(0.85, abs=0.01)
    assert stayed == pytest.approx(0.78, abs=0.015)
    assert customer == pytest.approx(0.575, abs=0.025)


def test_furniture_deliveries_are_rated_lower_after_the_new_carrier(surveys):
    def rated(start, end):
        return mean(
            int(row["touchpoint: Delivery"])
            for row in surveys
            if start <= row["responded_at"] < end
            and row["product"] == "Furniture"
            and row["touchpoint: Delivery"].isdigit()
        )

    # 459 ratings or more in each period, spread .95: three errors of a difference.
    before, worst = rated("2025-04", "2026-03"), rated("2026-03", "2026-07")
    repaired = rated("2026-07", "2026-10")
    assert before - worst == pytest.approx(0.5, abs=0.18)
    assert worst < repaired < before


def flags(rows, column, value="yes"):
    return share(row[column] == value for row in rows)


def test_orders_are_late_incomplete_damaged_as_planted(orders):
    # 17,875 delivered orders: three standard errors are 0.6 points or fewer.
    done = [row for row in orders if row["delivered_at"] and row["promised_at"]]
    late = [row for row in done if row["delivered_at"] > row["promised_at"]]
    assert len(late) / len(done) == pytest.approx(0.06, abs=0.006)
    assert flags(done, "complete", "no") == pytest.approx(0.02, abs=0.004)
    assert flags(done, "undamaged", "no") == pytest.approx(0.03, abs=0.004)
    assert flags(done, "documented", "no") == pytest.approx(0.01, abs=0.003)
    assert flags(late, "complete", "no") > 2 * flags(done, "complete", "no")


def test_problems_are_often_not_told_to_the_company(surveys):
    asked = [row for row in surveys if row["had_problem"]]
    had = [row for row in asked if row["had_problem"] == "yes"]
    # 2,814 asked and 603 with a problem: three standard errors are 2.3 and 6 points.
    assert len(had) / len(asked) == pytest.approx(0.22, abs=0.023)
    assert flags(had, "problem_contacted") == pytest.approx(0.40, abs=0.06)
    fine = [int(row["csat"]) for row in asked if row["had_problem"] == "no"]
    recovered = [
        int(row["csat"]) for row in had if row["recovery_satisfaction"] in ("4", "5")
    ]
    # Satisfaction is higher after a good recovery: 105 against 2,211 answers.
    assert mean(recovered) > mean(fine) + 0.2


def test_the_old_effort_question_runs_the_other_way_and_was_asked_of_a_fifth(surveys):
    both = [(int(row["ces2"]), int(row["ces1"])) for row in surveys if row["ces1"]]
    asked = sum(bool(row["ces2"]) for row in surveys)
    assert len(both) / asked == pytest.approx(0.2, abs=0.015)
    slope = np.polyfit(*np.array(both).T, 1)[0]
    # Rounding to whole answers between 1 and 5 takes a little off 4/6.
    assert slope == pytest.approx(-4 / 6, abs=0.04)


def test_abuse_is_flagged_by_somebody_and_mostly_on_one_team_s_evenings(contacts):
    flagged = [row for row in contacts if row["abuse"] == "yes"]
    asked = [row for row in contacts if row["abuse"]]
    assert 1000 * len(flagged) / len(asked) == pytest.approx(4.2, abs=1.5)
    assert all(row["flagged_by"] and row["abuse_kind"] for row in flagged)
    evening = [
        row
        for row in asked
        if row["team"] == "Night" and 18 <= int(row["started_at"][11:13]) < 22
    ]
    rest = [row for row in asked if row not in evening]
    assert flags(evening, "abuse") > 4 * flags(rest, "abuse")


def test_a_choice_makes_a_refusal_easier_at_equal_reason(contacts, surveys):
    ease = {row["contact_id"]: row["ces2"] for row in surveys if row["ces2"]}
    groups = {}
    for row in contacts:
        if row["choice_offered"] and row["reason"] and row["contact_id"] in ease:
            pair = groups.setdefault(row["reason"], {"yes": [], "no": []})
            pair[row["choice_offered"]].append(int(ease[row["contact_id"]]))
    both = [pair for pair in groups.values() if pair["yes"] and pair["no"]]
    sizes = [len(pair["yes"]) + len(pair["no"]) for pair in both]
    lift = np.average([mean(p["yes"]) - mean(p["no"]) for p in both], weights=sizes)
    # 964 answers of spread 1.6: three standard errors are 0.33.
    assert lift == pytest.approx(0.6, abs=0.33)


def test_alerts_keep_contacts_from_being_made(contacts):
    asked = {}
    for row in contacts:
        about = row["reason"] in ("Delivery delay", "Where is my order")
        if row["customer_id"] and row["direction"] == "in" and about:
            at = datetime.fromisoformat(row["started_at"])
            asked.setdefault(row["customer_id"], []).append(at)
    found = {"yes": [], "no": []}
    for row in rows_of("hanbit_alerts.csv"):
        sent = datetime.fromisoformat(row["sent_at"])
        times = asked.get(row["customer_id"], [])
        found[row["held_out"]].append(any(sent <= at <= sent + WEEK for at in times))
    # 1,028 and 2,394 customers: three standard errors of a difference are 3.6 points.
    assert len(found["yes"]) / sum(map(len, found.values())) == pytest.approx(
        0.3, abs=0.03
    )
    assert share(found["yes"]) - share(found["no"]) == pytest.approx(0.036, abs=0.036)
    assert share(found["yes"]) > share(found["no"])


def test_one_site_fails_at_the_checkout_and_two_listeners_mostly_agree():
    audits = rows_of("hanbit_audits.csv")
    till = [r for r in audits if r["touchpoint"] == "Checkout" and r["score"] != "N/A"]
    bad = [row for row in till if row["site"] == "Suwon"]
    rest = [row for row in till if row["site"] != "Suwon"]
    assert flags(bad, "score") < flags(rest, "score") - 0.2
    pairs = {}
    for row in audits:
        if row["instrument"] == "QA":
            pairs.setdefault((row["visit_id"], row["item"]), []).append(row["score"])
    both = [pair for pair in pairs.values() if len(pair) == 2]
    agree = share(a == b for a, b in both)
    yes = [share(pair[place] == "yes" for pair in both) for place in (0, 1)]
    by_chance = yes[0] * yes[1] + (1 - yes[0]) * (1 - yes[1])
    # 1,460 pairs: a standard error of kappa is 0.02.
    assert (agree - by_chance) / (1 - by_chance) == pytest.approx(0.69, abs=0.06)


def test_one_team_has_little_control():
    control = ("Trust in judgement", "Goals understood", "Peer support")
    by_team = {}
    for row in rows_of("hanbit_staff.csv"):
        if row["dimension"] in control and row["score"]:
            by_team.setdefault(row["team"], []).append(int(row["score"]))
    low = mean(by_team.pop("Busan"))
    assert min(map(mean, by_team.values())) - low == pytest.approx(0.85, abs=0.3)


def test_one_action_removes_contacts_and_another_renames_them():
    counts = {}
    for row in rows_of("actions_contacts.csv"):
        after = row["started_at"] >= "2026-04-01"
        counts.setdefault(row["reason"], [0, 0])[after] += 1
    ratio = {reason: after / before for reason, (before, after) in counts.items()}
    # 739 and 548: three standard errors of the ratio are 13 %; elsewhere up to 25 %.
    assert ratio["Where is my order"] == pytest.approx(0.75, abs=0.13)
    moved = [counts["Wrong invoice"], counts["Billing question"]]
    assert ratio["Wrong invoice"] < 0.8 < 1.25 < ratio["Billing question"]
    assert sum(a for _, a in moved) / sum(b for b, _ in moved) == pytest.approx(
        1, abs=0.16
    )


def test_shifts_count_the_contacts_of_the_contact_file(contacts):
    answered = [row for row in contacts if row["agent_id"]]
    shifts = rows_of("hanbit_shifts.csv")
    assert sum(int(row["contacts"]) for row in shifts) == len(answered)
    flagged = sum(int(row["abusive_contacts"]) for row in shifts)
    assert flagged == sum(row["abuse"] == "yes" for row in answered)


def test_the_airport_survey_is_the_published_file_unchanged():
    content = (FOLDER / "sfo_airport_survey_2017.csv").read_bytes()
    published = "171423b74247f1c0144a93104ef19265975be6a78c6665a7319d8efbc7d1493e"
    assert hashlib.sha256(content).hexdigest() == published
