"""Files on their way in: streamed from the browser to disk, never held in memory.

`PUT /incoming` writes the body to `incoming/<token>.part` in the data folder and renames
it to `incoming/<token>` when it is whole.  The token is random and is all that a path is
made of; the name a file had on somebody's computer is only ever shown.  Servers that
share a data folder may all receive at the same time.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cx.errors import UploadError

log = logging.getLogger("cx")

MB = 1_000_000
MOST_MB = 4_000
# What an upload leaves free for everything else that writes to this disk.
SPARE_BYTES = 256 * MB
WRITE_BYTES = 1_048_576
LONGEST_NAME = 200

# Also what a quota says, and a file system that holds only small files.
FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))

SECONDS_KEPT = 2 * 3600
# A sender that went to sleep never says so: this long without a byte and it is given up.
SECONDS_OF_SILENCE = 300
SECONDS_PART_KEPT = 3 * SECONDS_OF_SILENCE
# A refusal is only seen by a browser that was let to finish its sentence.
SECONDS_OF_HEARING_OUT = 10

REFUSALS = {
    "not_allowed": "This page has lost its connection to the dashboard. Nothing was "
    "kept: reload the page and choose the file again.",
    "too_large": "This file has {size} MB, and the most this dashboard takes is {most} "
    "MB. Nothing was kept: export a shorter period, or split the file.",
    "no_room": "The disk of the data folder has no room for this file ({size} MB). "
    "Nothing was kept: whoever runs this dashboard can make room.",
    "wrong_length": "The file did not arrive whole; it may have been changed while it "
    "was sent. Nothing was kept: choose it again.",
    "silent": "The sending stopped half-way. Nothing was kept: choose the file again.",
    "not_written": "The data folder cannot be written. Nothing was kept: whoever runs "
    "this dashboard finds the reason in the server's log.",
}
STATUS = {
    "not_allowed": 403,
    "too_large": 413,
    "no_room": 507,
    "wrong_length": 400,
    "silent": 408,
    "not_written": 500,
}


class _Refused(Exception):
    """A key of REFUSALS, and the values its sentence names."""

    def __init__(self, why: str, **details: int) -> None:
        super().__init__(why)
        self.why = why
        self.details = details


# What the pages ask


def path_of(home: Path, token: str) -> Path:
    """Where a whole file is; UploadError when it is not, or not any more.

    Asking keeps it for two more hours.
    """
    path = _folder(home) / token
    if _is_token(token):
        with suppress(OSError):
            os.utime(path)
            return path
    raise UploadError(
        "This file is not on the server any more: it waits two hours to be imported. "
        "Nothing was imported; choose it again."
    )


def room_for_rows(home: Path, token: str) -> Path:
    """A new folder for what is made of a file while it is looked at; it goes with it."""
    folder = _rows(home, path_of(home, token).name)
    folder.mkdir(exist_ok=True)
    return Path(tempfile.mkdtemp(dir=folder))


def discard(home: Path, token: str) -> None:
    """Remove a file that nobody wants any more, if it is there."""
    if _is_token(token):
        with suppress(OSError):
            (_folder(home) / token).unlink()
        shutil.rmtree(_rows(home, token), ignore_errors=True)


def tidy(home: Path) -> None:
    """Remove what nobody came back for: whole files, and parts of dead uploads."""
    now = time.time()
    for path in _folder(home).glob("*"):
        with suppress(OSError):
            age = now - path.stat().st_mtime
            if path.suffix == ".part" and age > SECONDS_PART_KEPT:
                path.unlink()
            elif path.suffix == ".rows" and not path.with_suffix("").exists():
                shutil.rmtree(path, ignore_errors=True)
            elif age > SECONDS_KEPT:
                discard(home, path.name)


def shown_name(told: str) -> str:
    r"""A file's name as it may be shown: no folders, one line, not endless.

    >>> shown_name("C:\\exports\\3월 \n상담.csv"), shown_name("../../etc/passwd")
    ('3월 상담.csv', 'passwd')
    >>> shown_name("..")
    'file'
    """
    last = re.split(r"[\\/]", told)[-1]
    seen = " ".join("".join(c if c.isprintable() else " " for c in last).split())
    if len(seen) > LONGEST_NAME:
        seen = seen[: LONGEST_NAME // 2] + "…" + seen[-LONGEST_NAME // 2 + 1 :]
    return seen if seen.strip(". ") else "file"


def most_bytes() -> int:
    """The largest file that is taken: CX_MOST_UPLOAD_MB, else 4 GB."""
    given = os.environ.get("CX_MOST_UPLOAD_MB", "").strip()
    return (int(given) if given.isdecimal() and int(given) else MOST_MB) * MB


def room(home: Path) -> int:
    """Bytes an upload may take of the disk now."""
    try:
        return max(0, shutil.disk_usage(home).free - SPARE_BYTES)
    except OSError:
        return 0


# What the browser sends to


def route(
    address: str, home: Callable[[], Path], allowed: Callable[[Request], bool]
) -> Route:
    """`PUT address`: the body is the file; X-File-Name (percent-encoded) and X-File-Size.

    Answers {token, name, size}, or {error, details, sentence} with a key of REFUSALS.
    """

    async def take(request: Request) -> Response:
        body = request.stream()
        try:
            if not allowed(request):
                raise _Refused("not_allowed")
            token, size = await _receive(home(), _size(request), body)
        except ClientDisconnect:
            # Nobody is there to read this.
            return Response(status_code=400)
        except _Refused as refused:
            await _hear_out(body)
            sentence = UploadError(REFUSALS[refused.why], **refused.details)
            return JSONResponse(
                {
                    "error": refused.why,
                    "details": refused.details,
                    "sentence": str(sentence),
                },
                STATUS[refused.why],
            )
        name = shown_name(unquote(request.headers.get("x-file-name", "")))
        return JSONResponse({"token": token, "name": name, "size": size})

    return Route(address, take, methods=["PUT"])


def _size(request: Request) -> int:
    told = request.headers.get("x-file-size", "")
    if not (told.isascii() and told.isdigit() and len(told) < 19):
        raise _Refused("wrong_length")
    return int(told)


async def _receive(home: Path, size: int, body: AsyncIterator[bytes]) -> tuple[str, int]:
    """Token and size of the file, when all of it is on disk under its token."""
    if size > most_bytes():
        raise _Refused("too_large", size=_mb(size), most=most_bytes() // MB)
    token = secrets.token_hex(16)
    part = _folder(home) / f"{token}.part"
    file: BinaryIO | None = None
    try:
        file = await asyncio.to_thread(_open, home, part, size)
        await _write(file, size, body)
        await asyncio.to_thread(file.close)
        part.replace(part.with_suffix(""))
    except BaseException as error:
        await asyncio.to_thread(_remove, file, part)
        if isinstance(error, OSError):
            if error.errno in FULL:
                raise _Refused("no_room", size=_mb(size)) from error
            log.exception("an upload could not be written")
            raise _Refused("not_written") from error
        raise
    return token, size


async def _write(file: BinaryIO, size: int, body: AsyncIterator[bytes]) -> None:
    """The body in pieces large enough that going to a thread costs nothing."""
    waiting = bytearray()
    arrived = 0
    while True:
        try:
            async with asyncio.timeout(SECONDS_OF_SILENCE):
                piece = await anext(body, None)
        except TimeoutError:
            raise _Refused("silent") from None
        if piece is not None:
            arrived += len(piece)
            waiting += piece
        if arrived > size or (piece is None and arrived < size):
            raise _Refused("wrong_length")
        if waiting and (piece is None or len(waiting) >= WRITE_BYTES):
            await asyncio.to_thread(file.write, waiting)
            waiting = bytearray()
        if piece is None:
            return


def _open(home: Path, part: Path, size: int) -> BinaryIO:
    part.parent.mkdir(parents=True, exist_ok=True)
    tidy(home)
    if size > room(home):
        raise _Refused("no_room", size=_mb(size))
    return part.open("xb")


def _remove(file: BinaryIO | None, part: Path) -> None:
    with suppress(OSError):
        if file is not None:
            # Closing writes what is left, for which there may be no room.
            file.close()
    with suppress(OSError):
        part.unlink(missing_ok=True)


async def _hear_out(body: AsyncIterator[bytes]) -> None:
    """Read on and keep nothing: a connection closed early loses the answer."""
    with suppress(TimeoutError, ClientDisconnect, RuntimeError):
        async with asyncio.timeout(SECONDS_OF_HEARING_OUT):
            async for _piece in body:
                pass


def _folder(home: Path) -> Path:
    return home / "incoming"


def _rows(home: Path, token: str) -> Path:
    return _folder(home) / f"{token}.rows"


def _is_token(token: str) -> bool:
    return re.fullmatch("[0-9a-f]{32}", token) is not None


def _mb(size: int) -> int:
    return -(-size // MB)
