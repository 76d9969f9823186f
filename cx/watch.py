"""Files on disk to uploads: one after another, a folder at once, or as they come.

What a folder holds is imported without anybody looking on, so it is careful: a file that
is still growing waits, and what somebody took back is not loaded again.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cx.catalog import Format
from cx.errors import AlreadyLoaded, CxError, PasswordNeeded, StoreError, UploadError
from cx.ingest import load
from cx.ingest.archives import TABLE_ENDINGS
from cx.ingest.draft import ImportReport
from cx.ingest.refuse import refuse_known_bytes
from cx.store import Store

# Downloads under way end in .part, .crdownload or .tmp, so they are not among these.
ENDINGS = (*TABLE_ENDINGS, ".zip")
# Hidden files, and what office programs put beside a file that is open.
LEFT_ALONE = (".", "~")
MOST_PASSWORDS_ASKED = 3

IMPORTED = "imported"
ALREADY_LOADED = "already loaded"
TAKEN_BACK = "taken back"
REFUSED = "refused"

# A file's size in bytes and when it was written, in nanoseconds.
State = tuple[int, int]


@dataclass(frozen=True)
class How:
    """What was asked for, the same for every file; `ask` is for a file's password."""

    format_id: str | None = None
    mapping: Format | None = None
    encoding: str | None = None
    password: str | None = None
    sheet: str | None = None
    member: str | None = None
    who: str | None = None
    ask: Callable[[PasswordNeeded], str] | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one file; `upload_id` is of the upload that had its bytes before.

    `passing`: refused for a reason that does not lie in the file.
    """

    file: str
    status: str
    sentence: str = ""
    upload_id: str = ""
    report: ImportReport | None = None
    passing: bool = False


def table_files(folder: Path) -> list[Path]:
    """The files of a folder that can be tables, by name; not those below it."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.name.lower().endswith(ENDINGS)
        and not path.name.startswith(LEFT_ALONE)
        and path.is_file()
    )


def import_once(
    store: Store, paths: Iterable[Path], how: How, stop: threading.Event
) -> Iterator[Outcome]:
    """Each file, and each file of each folder; after `stop` no further one.

    The tables are built once, at the end.  Until then whoever opens a page builds them.
    StoreError if they cannot be built.
    """
    listed, missing = _listed(paths)
    yield from missing
    alone = len(listed) == 1
    imported = 0
    for path, in_folder in listed:
        if stop.is_set():
            break
        outcome = _import_one(store, path, how, stop, unseen=in_folder, build=alone)
        imported += outcome.status == IMPORTED
        yield outcome
    if imported and not alone:
        _build(store)


def watch(
    store: Store, waiting: Waiting, how: How, stop: threading.Event, *, every_s: float
) -> Iterator[Outcome]:
    """Each file of the folders when it stood still for two looks, until `stop` is set.

    StoreError if tables cannot be built; then it can be called again.
    """
    while not stop.is_set():
        imported = 0
        for path in waiting.ready():
            if stop.is_set():
                break
            try:
                content = waiting.new_content(path)
            except OSError as error:
                # It may be open in another program, so it is tried again, in silence.
                if waiting.is_first_complaint(path):
                    yield _cannot_open(path, error)
                continue
            if content is None:
                continue
            outcome = _import_one(store, path, how, stop, unseen=True, build=False)
            imported += outcome.status == IMPORTED
            yield outcome
            if outcome.passing:
                # A full disk, not a bad file: all of them wait.
                break
            waiting.dealt_with(path, content)
        if imported:
            _build(store)
            store.tidy()
        stop.wait(every_s)


class Waiting:
    """The files of some folders, and which of them were dealt with."""

    def __init__(self, folders: Iterable[Path]) -> None:
        """Nothing was looked at yet."""
        self._folders = tuple(folders)
        self._seen: dict[Path, State] = {}
        self._done: dict[Path, State] = {}
        self._content: dict[Path, str] = {}
        self._complained: dict[Path, State] = {}

    def ready(self) -> list[Path]:
        """Files that stand as they stood at the look before, and are not dealt with."""
        now: dict[Path, State] = {}
        for folder in self._folders:
            try:
                files = table_files(folder)
            except OSError:
                # A disk or a share that is away for a while.
                continue
            now |= {path: state for path in files if (state := _state(path))}
        before, self._seen = self._seen, now
        return [
            path
            for path, state in now.items()
            if before.get(path) == state and self._done.get(path) != state
        ]

    def new_content(self, path: Path) -> str | None:
        """The content's fingerprint; nothing if it is known here or still changing.

        OSError if the file cannot be read.
        """
        found = _sha256(path)
        if _state(path) != self._seen[path]:
            return None
        if self._content.get(path) == found:
            self.dealt_with(path, found)
            return None
        return found

    def is_first_complaint(self, path: Path) -> bool:
        """Whether nothing was said about the file as it stands."""
        state = self._seen[path]
        first = self._complained.get(path) != state
        self._complained[path] = state
        return first

    def dealt_with(self, path: Path, content: str) -> None:
        """Not to be tried again until there is something else in it."""
        self._done[path] = self._seen[path]
        self._content[path] = content


def _state(path: Path) -> State | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _sha256(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _listed(paths: Iterable[Path]) -> tuple[list[tuple[Path, bool]], list[Outcome]]:
    """Files, and whether each comes out of a folder; folders that hold none."""
    files: list[tuple[Path, bool]] = []
    missing = []
    for path in paths:
        if not path.is_dir():
            files.append((path, False))
            continue
        try:
            found = table_files(path)
        except OSError as error:
            missing.append(_cannot_open(path, error))
            continue
        files += [(file, True) for file in found]
        if not found:
            sentence = f"The folder {path.name} holds no table file."
            missing.append(Outcome(path.name, REFUSED, sentence))
    return files, missing


def _cannot_open(path: Path, error: OSError) -> Outcome:
    reason = error.strerror or "unknown reason"
    return Outcome(path.name, REFUSED, f"{path.name} cannot be opened: {reason}.")


def _import_one(
    store: Store,
    path: Path,
    how: How,
    stop: threading.Event,
    *,
    unseen: bool,
    build: bool,
) -> Outcome:
    outcome = _take(store, path, how, unseen=unseen, build=build)
    if stop.is_set() and outcome.status == REFUSED:
        # The signal to stop also reached the programs that read workbooks and build
        # tables, so it may be the signal that is in the way, and not the file.
        outcome = _take(store, path, how, unseen=unseen, build=build)
    return outcome


def _take(store: Store, path: Path, how: How, *, unseen: bool, build: bool) -> Outcome:
    """Import one file; with `unseen` only if its bytes were never imported before."""
    try:
        if unseen:
            _refuse_early(store, path)
        report = _import_file(store, path, how, unseen=unseen, build=build)
    except OSError as error:
        return _cannot_open(path, error)
    except AlreadyLoaded as known:
        status = TAKEN_BACK if known.taken_back else ALREADY_LOADED
        # Where somebody named this very file, nothing was done of what was asked for.
        status = status if unseen else REFUSED
        return Outcome(path.name, status, str(known), known.upload_id)
    except CxError as error:
        passing = isinstance(error, StoreError)
        return Outcome(path.name, REFUSED, str(error), passing=passing)
    return Outcome(path.name, IMPORTED, report=report)


def _refuse_early(store: Store, path: Path) -> None:
    """What is known by its bytes is not read as a table: that takes far longer.

    Of a workbook with several sheets only its reading says which upload it is.
    """
    before = _state(path)
    found = _sha256(path)
    if _state(path) != before:
        raise UploadError(
            "{file} is still being written. Import it when it is whole. Nothing was "
            "imported.",
            file=path.name,
        )
    refuse_known_bytes(store, path.name, found, even_taken_back=True)


def _import_file(
    store: Store, path: Path, how: How, *, unseen: bool, build: bool
) -> ImportReport:
    password, asked = how.password, 0
    while True:
        try:
            return load.import_file(
                store,
                path.name,
                path,
                format_id=how.format_id,
                mapping=how.mapping,
                encoding=how.encoding,
                password=password,
                sheet=how.sheet,
                member=how.member,
                who=how.who,
                unseen=unseen,
                build=build,
            )
        except PasswordNeeded as needed:
            if how.ask is None or asked == MOST_PASSWORDS_ASKED:
                raise
            password, asked = how.ask(needed), asked + 1
            if not password:
                raise


def _build(store: Store) -> None:
    try:
        store.build(store.register.active())
    except StoreError as error:
        raise StoreError(
            "The files were imported, but their tables could not be built. They are "
            "built when a page is opened; if that fails too, take the newest upload "
            "back."
        ) from error
