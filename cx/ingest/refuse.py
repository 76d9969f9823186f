"""What is refused at the door: known bytes, another key, other columns."""

from __future__ import annotations

from cx import catalog
from cx.catalog import Format
from cx.errors import AlreadyLoaded, StoreError, UploadError, said
from cx.ingest.read import RawFile
from cx.personal import KEY_FILE, installation_key, key_id
from cx.store import Store


def refuse_other_columns(raw: RawFile, fmt: Format) -> None:
    """A file that lacks columns of a format is not read by it."""
    have = catalog.named(fmt, raw.header)
    missing = [name for name in fmt.detect if catalog.normalise_header(name) not in have]
    if missing:
        raise UploadError(
            "{file} is not a file of the format {format}: it has no column {missing}. "
            "It has: {columns}. Nothing was imported.",
            file=raw.name,
            format=said(fmt.name),
            missing=", ".join(missing),
            columns=", ".join(raw.header[:20]),
        )


def refuse_same_bytes(store: Store, raw: RawFile) -> None:
    """The same file twice is never counted twice."""
    refuse_known_bytes(store, raw.name, raw.sha256)


def refuse_known_bytes(
    store: Store, name: str, sha256: str, *, even_taken_back: bool = False
) -> None:
    """Refuse bytes that count; where nobody looks on, also those somebody took back."""
    earlier = store.register.same_file(sha256)
    if earlier:
        raise AlreadyLoaded(
            "{file} was already loaded on {day} as {name}. Nothing was changed.",
            upload_id=earlier.id,
            file=name,
            day=earlier.at[:10],
            name=earlier.file,
        )
    if not even_taken_back:
        return
    for upload in reversed(store.register.uploads()):
        if upload.sha256 == sha256:
            raise AlreadyLoaded(
                "{file} was loaded on {day} as {name} and taken back, so it is left "
                "alone. To count it again, load it on the Data page. Nothing was "
                "changed.",
                upload_id=upload.id,
                taken_back=True,
                file=name,
                day=upload.at[:10],
                name=upload.file,
            )


def refuse_other_key(store: Store) -> None:
    """Under another key every customer would be somebody new."""
    now = key_id(installation_key(store.home))
    if any(u.key_id and u.key_id != now for u in store.register.uploads() if u.active):
        raise StoreError(
            "The key {path} is not the one that coded the customers of earlier files: "
            "the same customer would count as two. Put the key back from a backup, or "
            "take the earlier files back and load them again. Nothing was imported.",
            path=store.home / KEY_FILE,
        )
