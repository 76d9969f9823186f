"""Workbooks with a password: opened in memory, never written down in the clear."""

from __future__ import annotations

import io
from typing import Any

import msoffcrypto
from msoffcrypto.exceptions import InvalidKeyError

from cx.errors import PasswordNeeded, UploadError

OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Excel locks "read-only recommended" workbooks with this; it opens them without asking.
EXCELS_OWN = "VelvetSweatshop"
# Excel stirs a password 100,000 times; each million takes a second or more.
MOST_SPINS = 1_000_000
OTHER_OFFICE = {
    "doc97": "a Word document",
    "ppt97": "a PowerPoint presentation",
}


def unlock(name: str, content: bytes, password: str | None) -> bytes:
    """An old Office container without its password; unchanged if it has none."""
    try:
        locked: Any = msoffcrypto.OfficeFile(io.BytesIO(content))
        encrypted = locked.is_encrypted()
    # What the library cannot place may still be a workbook: the workbook reader decides.
    except Exception:
        if _utf16("EncryptedPackage") in content:
            raise _cannot(name) from None
        return content
    kind = _kind(locked)
    if kind in OTHER_OFFICE:
        raise UploadError(
            "{name} is {kind}, not a table. Save the table in it as .xlsx or CSV, and "
            "load that. Nothing was imported.",
            name=name,
            kind=OTHER_OFFICE[kind],
        )
    if not encrypted:
        return content
    return _decrypt(name, locked, password)


def _decrypt(name: str, locked: Any, password: str | None) -> bytes:
    if getattr(locked, "info", None) and locked.type == "agile":
        spins = int(locked.info["spinValue"])
        if spins > MOST_SPINS:
            raise _cannot(name)
    for given in (EXCELS_OWN, password):
        clear = None if given is None else _opened_with(name, locked, given)
        if clear is not None:
            return clear
    if password is None:
        raise PasswordNeeded(
            "{name} opens with a password only. Enter the password; it is used once and "
            "not kept. Nothing was imported.",
            name=name,
        )
    raise PasswordNeeded(
        "The password does not open {name}. Enter it again; capital letters count. "
        "Nothing was imported.",
        wrong=True,
        name=name,
    )


def _opened_with(name: str, locked: Any, password: str) -> bytes | None:
    clear = io.BytesIO()
    checked = {"verify_password": True} if _kind(locked) == "ooxml" else {}
    try:
        locked.load_key(password=password, **checked)
        locked.decrypt(clear)
    except InvalidKeyError:
        return None
    # A way of locking the library does not know, or damage: both end here.
    except Exception as error:
        if password == EXCELS_OWN:
            return None
        raise _cannot(name) from error
    return clear.getvalue()


def _kind(locked: Any) -> str:
    """Which of the library's readers took the file: `ooxml` or `xls97`."""
    return str(type(locked).__module__).rpartition(".")[2]


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _cannot(name: str) -> UploadError:
    return UploadError(
        "{name} is protected in a way that cannot be opened here. Open it in Excel, save "
        "it as .xlsx or CSV without a password, and load that. Nothing was imported.",
        name=name,
    )
