"""One click loads sample data: an invented company, or a real public survey."""

from __future__ import annotations

import streamlit as st

from cx.catalog import ROOT
from cx.errors import CxError
from cx.ingest import load as ingest
from cx.locale import t
from cx.ui import frame, state

SETS = {
    "hanbit": (
        *("hanbit_contacts.csv", "hanbit_surveys.csv", "hanbit_orders.csv"),
        *("hanbit_volumes.csv", "hanbit_audits.csv", "hanbit_staff.csv"),
        *("hanbit_batteries.csv", "hanbit_attempts.csv", "hanbit_alerts.csv"),
        "hanbit_shifts.csv",
    ),
    "sfo": ("sfo_airport_survey_2017.csv",),
}


def load(name: str) -> None:
    """Import the files of one set that are not loaded yet.

    Nothing is drawn in between, so that a closed tab does not stop it half-way.
    """
    active = {upload.file for upload in state.store().register.uploads() if upload.active}
    files = [file for file in SETS[name] if file not in active]
    faults = []
    with st.spinner(t("Loading the sample data: about fifteen seconds…")):
        for file in files:
            content = (ROOT / "sample_data" / file).read_bytes()
            try:
                ingest.import_file(state.store(), file, content, build=file == files[-1])
            except CxError as error:
                faults.append(error)
    for fault in faults:
        frame.say_error(fault)
    if not faults:
        state.data_changed()
        st.rerun()


def loaded(name: str) -> bool:
    """Whether every file of the set counts."""
    active = {upload.file for upload in state.store().register.uploads() if upload.active}
    return set(SETS[name]) <= active
