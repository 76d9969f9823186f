"""The key of an installation, which turns customer numbers into codes.

`home/identity.key` holds 32 random bytes, made once and readable by its owner only.  The
same customer gets the same code in every file of this installation, and nobody without
the key can tell which number a code stands for.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from cx.errors import StoreError

KEY_FILE = "identity.key"
KEY_BYTES = 32
BLOCK_BYTES = 64
INNER, OUTER = 0x36, 0x5C


def installation_key(home: Path) -> bytes:
    """The key of a data folder, made if there is none yet.

    Raises StoreError where it cannot be read or written, or is not ours.
    """
    path = home / KEY_FILE
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise StoreError(
            "The key {path} cannot be read or written ({error}). Nothing was changed.",
            path=path,
            error=error.strerror,
        ) from error
    if len(key) != KEY_BYTES:
        raise StoreError(
            "The key {path} is damaged: it has {found} bytes and needs {needed}. Put it "
            "back from a backup. Nothing was changed.",
            path=path,
            found=len(key),
            needed=KEY_BYTES,
        )
    return key


def _make(path: Path) -> None:
    """Written beside its place and linked there whole: of two makers one wins."""
    beside = path.with_suffix(f".{os.getpid()}-{secrets.token_hex(4)}.tmp")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(secrets.token_bytes(KEY_BYTES))
            written.flush()
            os.fsync(written.fileno())
        with suppress(FileExistsError):
            try:
                os.link(beside, path)
            except FileExistsError:
                raise
            except OSError:
                # A file system without links.
                beside.rename(path)
    finally:
        beside.unlink(missing_ok=True)


def key_id(key: bytes) -> str:
    """Which key it was, without giving it away: kept with each upload."""
    return hashlib.sha256(b"which key: " + key).hexdigest()[:12]


def pads(key: bytes) -> tuple[bytes, bytes]:
    """The inner and outer block of HMAC-SHA256 (RFC 2104) for a key of up to 64 bytes.

    >>> [len(pad) for pad in pads(b"x" * 32)]
    [64, 64]
    """
    filled = key.ljust(BLOCK_BYTES, b"\0")
    return bytes(b ^ INNER for b in filled), bytes(b ^ OUTER for b in filled)
