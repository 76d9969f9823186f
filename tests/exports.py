"""Exports as text, where the public ones are, and how a test loads one."""

import csv
import hashlib
import hmac
import io
from pathlib import Path

import pytest

from cx.ingest import load
from cx.ingest.draft import ImportReport
from cx.personal import KEY_BYTES, KEY_FILE
from cx.store import Store

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "sample_data"
# Streamlit's script; AppTest is pointed at it.
FRONT_DOOR = ROOT / "cx" / "ui" / "front_door.py"
# Public data whose licence lets us test with it, but not ship it.
SHARED = ROOT.parent / "shared" / "data"
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(),
    reason="data that may not be copied into this repository is not beside it",
)

CONTACTS = """contact_id,started_at,customer_id,channel,reason
A1,2024-03-01 09:00,C1,phone,Delivery
A2,2024-03-02 09:00,C1,chat,Delivery
A3,2024-03-03 09:00,C2,phone,Refund
"""


def alike(home: Path) -> Store:
    """An empty data folder with a known key: a customer has one code in all of these.

    The interval of the return curve hangs on the codes a little: they decide who is left
    out together when it is computed 200 times.
    """
    home.mkdir(parents=True)
    (home / KEY_FILE).write_bytes(bytes(KEY_BYTES))
    return Store(home)


def bring(
    store: Store, text: str | bytes, name: str = "export.csv", **how
) -> ImportReport:
    """Load one export, given as text or bytes; its mart is built when it is asked for."""
    content = text.encode() if isinstance(text, str) else text
    return load.import_file(store, name, content, **{"build": False, **how})


def sample_files() -> list[Path]:
    """What the button loads, and the airport's; not the file that only tests use."""
    return sorted(
        path for path in SAMPLES.glob("*.csv") if path.name != "actions_contacts.csv"
    )


def bring_sample(store: Store, name: str) -> ImportReport:
    """Load one of the sample files."""
    return bring(store, (SAMPLES / name).read_bytes(), name=name)


def rows_of(store: Store, table: str, columns: str = "*") -> list[tuple]:
    """Rows of a mart table, as of now."""
    alias = store.mart()
    sql = f"select {columns} from {alias}.{table} order by row_id"
    return store.query(sql).rows


def coded(store: Store, customer_id: str) -> str:
    """The code of a customer number, by Python's own HMAC."""
    key = (store.home / "identity.key").read_bytes()
    said = customer_id.strip().casefold().encode()
    return "c-" + hmac.new(key, said, hashlib.sha256).hexdigest()[:24]


def bytes_under(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def sample_rows(name: str) -> list[dict[str, str]]:
    """The lines of a sample file, as text."""
    text = (SAMPLES / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))
