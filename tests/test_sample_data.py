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
NAMES = ("hanbit_contacts.csv", "hanbit_surveys.csv", "hanbit_orders.csv")
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


def test_the_three_files_are_small_enough_to_ship():
    assert sum((FOLDER / name).stat().st_size for name in NAMES) < 6_000_000


def test_the_readme_counts_the_lines(contacts, surveys):
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for rows in (contacts, surveys, rows_of("hanbit_orders.csv")):
        assert f"| {len(rows):,} |" in readme


@pytest.mark.parametrize(
    ("name", "header"),
    [
        (
            "hanbit_contacts.csv",
            "contact_id,started_at,customer_id,channel,direction,reason,subreason,product,"
            "team,segment,agent_id,status,resolved,closed_at,first_response_at,wait_s,"
            "handle_s,hold_s,abandoned,transfers,reopens,replies,issue_id,order_id,"
            "membership",
        ),
        (
            "hanbit_surveys.csv",
            "response_id,responded_at,customer_id,contact_id,channel,reason,product,team,"
            "segment,nps,csat,ces2,overall,fcr_resolved,fcr_contacts,wom_told,wom_count,"
            "experience,comment,touchpoint: Website,touchpoint: Ordering,"
            "touchpoint: Payment,touchpoint: Delivery,touchpoint: Unboxing,"
            "touchpoint: Contact centre,touchpoint: Returns,membership",
        ),
        (
            "hanbit_orders.csv",
            "purchase_id,customer_id,occurred_at,kind,amount,discount,channel,product,"
            "segment,acquisition_source,membership",
        ),
    ],
)
def test_the_headers_are_the_agreed_ones(name, header):
    with (FOLDER / name).open(encoding="utf-8") as file:
        assert file.readline() == header + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_happens_outside_the_eighteen_months(name):
    pattern = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
    moments = re.findall(pattern, (FOLDER / name).read_text(encoding="utf-8"))
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


def test_the_airport_survey_is_the_published_file_unchanged():
    content = (FOLDER / "sfo_airport_survey_2017.csv").read_bytes()
    published = "171423b74247f1c0144a93104ef19265975be6a78c6665a7319d8efbc7d1493e"
    assert hashlib.sha256(content).hexdigest() == published
