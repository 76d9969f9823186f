"""Files packed inside a file (ZIP, GZ), unpacked only as far as an export can be long."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from cx.errors import PasswordNeeded, UploadError

LONGEST_BYTES = 2 * 1024**3
# Text shrinks 5 to 50 times; what shrinks a thousand times was made to fill a disk.
HIGHEST_RATIO = 200
RATIO_MATTERS_FROM_BYTES = 64 * 1024**2
MOST_MEMBERS = 2_000
CHUNK_BYTES = 1024**2
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
ARCHIVE_STARTS = (
    *ZIP_STARTS,
    b"\x1f\x8b",
    b"Rar!\x1a",
    b"7z\xbc\xaf\x27\x1c",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
    *(b"BZh%d1AY" % level for level in range(1, 10)),
)
TABLE_ENDINGS = (
    *(".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    *(".json", ".ndjson", ".jsonl", ".parquet", ".html", ".htm", ".gz"),
)


@dataclass(frozen=True)
class Member:
    """A file inside a ZIP, by its whole path there."""

    path: str
    size: int


class Zip:
    """A ZIP whose list of files and total size have been found sane."""

    def __init__(self, name: str, content: bytes) -> None:
        """Refuses what would unpack to more than an export can be."""
        self.name, self._packed_bytes = name, len(content)
        # Reading a list of millions of files would already take all memory.
        if content.count(b"PK\x01\x02") > 10 * MOST_MEMBERS:
            raise too_many(name)
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self._infos = {
            info.filename: info for info in self._zip.infolist() if not info.is_dir()
        }
        if len(self._infos) > MOST_MEMBERS:
            raise too_many(name)
        unpacked = sum(info.file_size for info in self._zip.infolist())
        refuse_bomb(name, packed=self._packed_bytes, unpacked=unpacked)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file, as it is called in the ZIP."""
        return tuple(self._infos)

    def tables(self) -> list[Member]:
        """The files that may be a table, the likeliest first."""
        return _tables(self._infos.values())

    def read(self, path: str, *, password: str | None = None) -> bytes:
        """One file; no more of it than the ZIP says there is."""
        info = self._infos[path]
        if info.flag_bits & 1 and password is None:
            raise PasswordNeeded(
                "{name} is a ZIP with a password. Enter the password, or unpack it and "
                "load the file inside. Nothing was imported.",
                name=self.name,
            )
        secret = password.encode() if password is not None else None
        try:
            return self._zip.read(info, pwd=secret)
        except (RuntimeError, zlib.error, zipfile.BadZipFile) as error:
            if not info.flag_bits & 1 or isinstance(error, NotImplementedError):
                raise
            raise PasswordNeeded(
                "The password does not open {name}. Enter it again; capital letters "
                "count. Nothing was imported.",
                wrong=True,
                name=self.name,
            ) from error


def _tables(infos: Iterable[zipfile.ZipInfo]) -> list[Member]:
    found = [
        Member(info.filename, info.file_size)
        for info in infos
        if info.file_size
        and not info.filename.startswith("__MACOSX/")
        and not PurePosixPath(info.filename).name.startswith(".")
    ]
    return sorted(
        found,
        key=lambda member: (
            not member.path.lower().endswith(TABLE_ENDINGS),
            -member.size,
            member.path,
        ),
    )


def refuse_bomb(
    name: str, *, packed: int, unpacked: int, most: int = LONGEST_BYTES
) -> None:
    """Refuse a file that would unpack to more than an export can be."""
    suspicious = unpacked > RATIO_MATTERS_FROM_BYTES and unpacked > HIGHEST_RATIO * packed
    if unpacked > most or suspicious:
        raise UploadError(
            "{name} would unpack to {megabytes} MB or more from {packed} KB, which no "
            "export does. Unpack it yourself, look at what is inside, and load that. "
            "Nothing was imported.",
            name=name,
            megabytes=unpacked // 1024**2,
            packed=packed // 1024 + 1,
        )


def too_many(name: str) -> UploadError:
    """The refusal of a ZIP with thousands of files."""
    return UploadError(
        "{name} holds more than {most} files. Unpack it, and load the ones you need. "
        "Nothing was imported.",
        name=name,
        most=MOST_MEMBERS,
    )


def nested(name: str) -> UploadError:
    """The refusal of a packed file inside a packed file."""
    return UploadError(
        "{name} is itself a packed file. Unpack it, and load the file inside. Nothing "
        "was imported.",
        name=name,
    )


def unpack_gz(name: str, content: bytes) -> bytes:
    """All parts of a GZ file, one after another."""
    parts: list[bytes] = []
    unpacked, rest = 0, content
    while rest.startswith(b"\x1f\x8b"):
        stream = zlib.decompressobj(wbits=31)
        while not stream.eof:
            part = stream.decompress(rest, CHUNK_BYTES)
            rest = stream.unconsumed_tail
            unpacked += len(part)
            refuse_bomb(name, packed=len(content), unpacked=unpacked)
            if not part and not rest and not stream.eof:
                raise UploadError(
                    "{name} ends in the middle: it was cut while it was copied or "
                    "downloaded. Download it again. Nothing was imported.",
                    name=name,
                )
            parts.append(part)
        rest = stream.unused_data
    return b"".join(parts)


@dataclass(frozen=True)
class Unpacked:
    """A file out of a ZIP or GZ, on disk; `members` are the other files there."""

    name: str
    path: Path
    members: tuple[str, ...]


def unpack_large(
    name: str, path: Path, folder: Path, member: str | None
) -> Unpacked | None:
    """The file inside a large GZ, or the wanted one of a ZIP; None if it is neither.

    Workbooks are ZIPs too, and stay as they are.
    """
    with path.open("rb") as opened:
        start = opened.read(4)
        if start.startswith(b"\x1f\x8b"):
            inner = PurePosixPath(name.replace("\\", "/")).name
            inner = inner[:-3] if inner.lower().endswith(".gz") else inner
            opened.seek(0)
            with gzip.open(opened) as packed:
                target = folder / "unpacked"
                _copy(name, packed, target, packed_bytes=path.stat().st_size)
            return Unpacked(inner, target, ())
    if not start.startswith(ZIP_STARTS):
        return None
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if any(info.filename in ("mimetype", "[Content_Types].xml") for info in infos):
            return None
        if len(infos) > MOST_MEMBERS:
            raise too_many(name)
        listed = _tables(infos)
        wanted = member or (listed[0].path if listed else None)
        chosen = next((info for info in infos if info.filename == wanted), None)
        # What is encrypted, missing or small is opened as in a small file.
        if chosen is None or chosen.flag_bits & 1 or chosen.file_size < CHUNK_BYTES:
            return None
        with archive.open(chosen) as packed:
            target = folder / "unpacked"
            _copy(name, packed, target, packed_bytes=path.stat().st_size)
        others = tuple(table.path for table in listed if table.path != wanted)
        return Unpacked(chosen.filename, target, others)


def _copy(
    name: str, packed: IO[bytes] | gzip.GzipFile, target: Path, *, packed_bytes: int
) -> None:
    unpacked = 0
    try:
        with target.open("wb") as written:
            while block := packed.read(CHUNK_BYTES):
                unpacked += len(block)
                refuse_bomb(
                    name, packed=packed_bytes, unpacked=unpacked, most=4 * LONGEST_BYTES
                )
                written.write(block)
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        raise UploadError(
            "{name} ends in the middle: it was cut while it was copied or "
            "downloaded. Download it again. Nothing was imported.",
            name=name,
        ) from error


def is_archive(content: bytes) -> bool:
    """Whether the bytes are those of a packed file."""
    return content.startswith(ARCHIVE_STARTS) or content[257:262] == b"ustar"
