"""Small made-up exports of contact centres: what is kept, set aside and measured."""

import csv
import io
import json
from datetime import datetime
from pathlib import Path

import pytest

from cx import catalog
from cx.errors import UploadError
from cx.ingest import load
from cx.ingest.read import read_file
from cx.measure import Question, measure
from tests.exports import bring, rows_of

# What a format makes of a file; customers are coded after it.
pytestmark = pytest.mark.usefixtures("as_mapped")

SAMPLES = Path(__file__).parent / "samples"
# Lines that are new, that another line of the same contact replaces, that are set aside.
LINES = {
    "zendesk_tickets.csv": (5, 0, 2),
    "zendesk_json.ndjson": (4, 0, 2),
    "intercom_conversations.csv": (6, 0, 2),
    "intercom_csat.csv": (3, 0, 2),
    "freshdesk_tickets.csv": (5, 0, 2),
    "salesforce_cases.csv": (5, 0, 1),
    "salesforce_api.csv": (4, 0, 1),
    "hubspot_tickets.csv": (5, 0, 2),
    "genesys_interactions.csv": (6, 0, 1),
    "five9_calllog.csv": (6, 2, 2),
    "amazon_connect.ndjson": (4, 2, 3),
    "nice_cxone.csv": (5, 2, 2),
}
CONTACTS = [name for name in LINES if name != "intercom_csat.csv"]


def flat(record, before=""):
    """A JSON object as dotted names and text; lists stay JSON."""
    found = {}
    for key, held in record.items():
        if isinstance(held, dict):
            found |= flat(held, f"{before}{key}.")
        elif isinstance(held, list):
            found[before + key] = json.dumps(held, separators=(",", ":"))
        else:
            found[before + key] = "" if held is None else str(held)
    return found


def content(name):
    """A sample as bytes; one JSON object per line becomes a table first."""
    path = SAMPLES / name
    if path.suffix == ".csv":
        return path.read_bytes()
    lines = path.read_text(encoding="utf-8").splitlines()
    records = [flat(json.loads(line)) for line in lines]
    header = list(dict.fromkeys(key for record in records for key in record))
    table = io.StringIO()
    writer = csv.DictWriter(table, header, restval="")
    writer.writeheader()
    writer.writerows(records)
    return table.getvalue().encode()


def contacts(store, name, columns):
    """Rows of a sample by contact number."""
    bring(store, content(name))
    rows = rows_of(store, "contact", f"contact_id, {columns}")
    return {row[0]: row[1:] for row in rows}


@pytest.mark.parametrize("name", LINES)
def test_a_sample_is_known_as_its_format_before_any_other(name):
    raw = read_file(name, content(name))
    best, *others = catalog.detect(list(raw.header))
    assert best.id == Path(name).stem
    assert all(len(other.detect) < len(best.detect) for other in others)


@pytest.mark.parametrize("name", LINES)
def test_every_line_of_a_sample_is_accounted_for(store, name):
    upload = bring(store, content(name)).upload
    assert (upload.new, upload.duplicate, upload.set_aside) == LINES[name]
    assert upload.rows_read == sum(LINES[name])
    assert upload.changed == 0


@pytest.mark.parametrize("name", LINES)
def test_a_sample_loaded_again_with_other_bytes_changes_nothing(store, name):
    bring(store, content(name))
    again = bring(store, content(name) + b"\n").upload
    assert (again.new, again.changed) == (0, 0)


@pytest.mark.parametrize("name", CONTACTS)
def test_first_contact_resolution_is_measured_on_a_sample(store, name):
    bring(store, content(name))
    (found,) = measure(store, "fcr_no_return_any", Question())
    # Of all contacts only that of 12 March: the others are a return, lie too near to an
    # end, or are nobody's.  One is too few to show a share of.
    assert (found.n, found.status) == (1, "withheld")


@pytest.mark.parametrize("name", LINES)
def test_no_name_address_or_text_of_a_customer_becomes_a_filter(store, name):
    upload = load.stage_file(
        store, read_file(name, content(name)), catalog.formats()[Path(name).stem]
    )
    private = ("mail", "name", "subject", "remark", "address", "phone", "description")
    assert not [
        attribute
        for attribute in upload.attributes
        if any(word in attribute.lower() for word in private)
        and attribute.lower() not in ("campaign_name",)
    ]


def test_zendesk_minutes_are_seconds_and_the_first_station_is_no_transfer(store):
    found = contacts(store, "zendesk_tickets.csv", "wait_s, transfers, customer_id")
    assert found["5002"] == (5400, 2, "10300612345602")
    assert found["5001"] == (36_000, 0, "10300612345601")
    # Shortened by a spreadsheet: nobody.
    assert found["5004"][2] is None


def test_zendesk_tickets_that_were_merged_are_set_aside_and_say_so(store):
    for name in ("zendesk_tickets.csv", "zendesk_json.ndjson"):
        reasons = bring(store, content(name)).reasons
        assert "This ticket was merged into another ticket." in {
            reason.rule for reason in reasons
        }


def test_zendesk_satisfaction_stays_a_filter(store):
    found = contacts(store, "zendesk_tickets.csv", '"attr_Satisfaction Score"')
    assert found["5002"] == ("Offered",)


def test_intercom_finds_its_times_in_any_zone(store):
    text = content("intercom_conversations.csv").replace(b"Asia/Seoul", b"Europe/Paris")
    bring(store, text)
    rows = rows_of(store, "contact", "contact_id, started_at, resolved, direction")
    assert rows[0] == ("215101", datetime(2024, 3, 1, 9), True, "in")
    # Assumed resolved is not resolved; a workflow is the company.
    assert rows[1][2] is None
    assert ("215105", datetime(2024, 3, 16, 9), False, "out") in rows


def test_intercom_ratings_belong_to_their_conversation(store):
    bring(store, content("intercom_csat.csv"))
    rows = rows_of(store, "answer", "contact_id, team, state, score")
    assert ("215101", "Teammate", "answered", 5) in rows
    assert ("215101", "Fin AI Agent", "answered", 2) in rows
    assert ("215102", "Fin AI Agent", "blank", None) in rows
    (csat,) = measure(store, "csat", Question())
    assert csat.n == 2


def test_freshdesk_reads_both_ways_to_write_hours_and_keeps_its_second_source(store):
    found = contacts(store, "freshdesk_tickets.csv", 'wait_s, channel, "attr_Source.1"')
    assert found["701"] == (5400, "web", "Newsletter")
    assert found["702"] == (900, "phone", "Shop")


def test_salesforce_ids_of_15_and_of_18_letters_are_one_customer(store):
    found = contacts(store, "salesforce_cases.csv", "customer_id, started_at, resolved")
    assert found["00001027"][0] == found["00001028"][0] == "0035g00000FgHiJ"
    # One 14 in the column says month first.
    assert found["00001026"][1] == datetime(2024, 3, 1, 9, 30)
    assert [found[f"0000102{n}"][2] for n in (6, 8, 9)] == [True, False, None]


def test_hubspot_takes_the_first_contact_and_no_meaning_from_a_stage_number(store):
    found = contacts(store, "hubspot_tickets.csv", "customer_id, resolved, wait_s")
    assert found["9001"] == ("5501", True, 1200)
    assert found["9004"] == (None, None, None)


def test_genesys_lists_stay_one_contact(store):
    found = contacts(
        store,
        "genesys_interactions.csv",
        "customer_id, reason, team, agent_id, transfers, wait_s, abandoned",
    )
    assert found["5b1f7a10-0001"] == (
        *("+15550001111", "Refund", "Billing", "Kim", 1, 45.5, False),
    )
    assert found["5b1f7a10-0004"] == (None, None, "Billing", None, None, 115, True)
    assert found["5b1f7a10-0005"][:2] == ("+15550003333", None)


def test_a_genesys_export_that_was_cut_off_is_refused(store):
    with pytest.raises(UploadError, match="cut off by Genesys"):
        bring(store, content("genesys_cut_off.csv"))


def test_a_customer_who_came_back_is_seen_to(store):
    found = contacts(store, "five9_calllog.csv", "next_at, next_reason")
    assert found["S-A02"] == (datetime(2024, 3, 14, 9), "Refund")


def test_five9_legs_are_one_call_that_ends_with_its_last_leg(store):
    found = contacts(
        store,
        "five9_calllog.csv",
        "started_at, customer_id, reason, team, agent_id, transfers, wait_s, handle_s",
    )
    # Talk 4 + 1 + 9 minutes and 1 minute of work afterwards; 45 + 15 seconds in queues.
    assert found["S-A01"] == (
        *(datetime(2024, 3, 1, 9), "5550001111", "Refund", "Billing"),
        *("lee@example.com", 1, 60, 900),
    )


def test_connect_transfers_are_one_contact_and_the_newest_record_counts(store):
    found = contacts(
        store,
        "amazon_connect.ndjson",
        "started_at, closed_at, team, agent_id, transfers, wait_s, handle_s, abandoned",
    )
    # 200 + 40 + 10 of the record sent again, and 500 + 60 after the transfer.
    assert found["c-1a"] == (
        *(datetime(2024, 3, 1, 9), datetime(2024, 3, 1, 9, 15), "Billing", "lee"),
        *(1, 70, 810, False),
    )
    assert found["c-3"][-1] is True


def test_cxone_follows_a_leg_to_the_beginning_of_its_chain(store):
    found = contacts(
        store, "nice_cxone.csv", "team, agent_id, reason, transfers, wait_s, handle_s"
    )
    # 40 + 30 + 20 in queues; 210 + 560 + 130 with agents.
    assert found["4001"] == ("Refunds", "33", "14", 2, 90, 900)
    assert found["4006"][1] is None


def test_zendesk_objects_inside_a_ticket_are_read_as_without_it(store):
    lines = (SAMPLES / "zendesk_json.ndjson").read_text(encoding="utf-8").splitlines()
    wrapped = "\n".join(f'{{"ticket": {line}}}' for line in lines)
    raw = read_file("tickets.json", wrapped.encode())
    assert catalog.detect(list(raw.header))[0].id == "zendesk_json"
    upload = bring(store, wrapped, name="tickets.json").upload
    assert (upload.new, upload.duplicate, upload.set_aside) == LINES[
        "zendesk_json.ndjson"
    ]
