"""The mapping offered as a file on the Data page, with the answers about its words."""

import json

import streamlit as st
from streamlit.testing.v1 import AppTest

from cx.ingest import values
from cx.ingest.mapping import from_dict, mapping_id, to_text
from cx.ui import state
from tests.exports import CONTACTS, ROOT
from tests.sent import send

CALLS = {
    "name": "Calls / 콜",
    "into": "contact",
    "fields": {"contact_id": "No", "started_at": "Date", "channel": "Via"},
    "header": ["No", "Date", "Via"],
}


def offered(home, monkeypatch, content):
    """What the preview of a file offers as a mapping: its name and its JSON."""
    found = []
    plain = st.download_button

    def kept(label, data, **how):
        if how.get("key") == "mapping_file":
            found.append((how["file_name"], json.loads(data)))
        return plain(label, data, **how)

    monkeypatch.setattr(st, "download_button", kept)
    page = AppTest.from_file(str(ROOT / "cx/ui/front_door.py"), default_timeout=60)
    page.switch_page(str(ROOT / "pages" / "data.py"))
    page.run()
    send(page, home, "calls.csv", content)
    page.run()
    assert not page.exception
    assert not page.error
    return found


def test_a_saved_mapping_is_offered_with_its_word_answers(tmp_path, monkeypatch):
    monkeypatch.setenv("CX_HOME", str(tmp_path / "home"))
    store, mapping = state.store(), from_dict(CALLS)
    source = mapping_id(mapping)
    store.register.append("mapping_saved", source, {"text": to_text(mapping)})
    values.save(store.register, source, {"Via": {"Kiosk": "store"}})
    found = offered(store.home, monkeypatch, b"No,Date,Via\n1,2024-03-01,Kiosk\n")
    name, given = found[-1]
    assert name == "Calls - 콜.json"
    assert given["values"] == {"Via": {"Kiosk": "store"}}
    # The same columns, so the command line loads into the same source.
    assert mapping_id(from_dict(given)) == source


def test_a_known_export_offers_none(tmp_path, monkeypatch):
    monkeypatch.setenv("CX_HOME", str(tmp_path / "home"))
    assert offered(state.store().home, monkeypatch, CONTACTS.encode()) == []
