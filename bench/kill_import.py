"""Kill an import, an undo or a redo with SIGKILL at a random moment, again and again.

    .venv/bin/python bench/kill_import.py [ROUNDS]

Each round is a command of its own on a fresh copy of a data folder, killed at a moment
spread over its whole run, start and end of the process included.  Three rounds in four
kill the command with the program that builds its tables, the fourth leaves that program
running.  Then the folder is opened anew (every tenth time by a new process), and must
hold the version before or the version after, with all numbers of that one, every line
accounted for and nothing half-built.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import duckdb

from cx.errors import CxError
from cx.ingest import load
from cx.measure import measure
from cx.store import Store

METRICS = (
    "nps",
    "csat",
    "repeat_share",
    "overall_satisfaction",
    "negative_wom_incidence",
)
MOST_WAIT_S = 120


@dataclass
class Scene:
    """A data folder, a command on it, and what must be seen before and after it."""

    name: str
    home: Path
    words: list[str]
    before: dict
    after: dict
    seconds: float


def state_of(home: Path) -> dict:
    """Version, uploads, numbers and faults of a data folder, as JSON would have them."""
    store = Store(home)
    try:
        found = {
            "version": store.register.version,
            "uploads": [
                [
                    u.file,
                    u.active,
                    u.rows_read,
                    u.new,
                    u.changed,
                    u.duplicate,
                    u.set_aside,
                ]
                for u in store.register.uploads()
            ],
            "numbers": {name: numbers(store, name) for name in METRICS},
            "faults": faults_of(store),
        }
    finally:
        store.close()
    found["faults"] += [f"left: {path}" for path in left_in(home)]
    return json.loads(json.dumps(found))


def numbers(store: Store, metric: str) -> list:
    try:
        return [[e.n, e.value, e.low, e.high] for e in measure(store, metric)]
    except CxError as error:
        return [str(error)]


def faults_of(store: Store) -> list[str]:
    """Uploads whose counts are not those of the lines in their files."""
    faults = []
    known = {upload.id for upload in store.register.uploads()}
    there = {path.name for path in (store.home / "uploads").iterdir()}
    faults += [f"upload without rows: {name}" for name in known - there]
    for upload in store.register.uploads():
        folder = store.home / "uploads" / upload.id
        lines = {
            name: lines_in(folder / f"{name}.parquet")
            for name in (upload.table, "set_aside")
        }
        counted = upload.new + upload.changed + upload.duplicate + upload.set_aside
        kept = lines[upload.table]
        if counted != upload.rows_read or lines["set_aside"] != upload.set_aside:
            faults.append(f"{upload.file}: {counted} lines of {upload.rows_read}")
        # Of lines about one thing the last is kept, the others are duplicates.
        most = upload.new + upload.changed + upload.duplicate
        if not upload.new + upload.changed <= kept <= most:
            faults.append(f"{upload.file}: {kept} lines kept")
    return faults


def lines_in(path: Path) -> int:
    with duckdb.connect() as con:
        sql = "select count(distinct line) from read_parquet($path)"
        return con.execute(sql, {"path": str(path)}).fetchall()[0][0]


def left_in(home: Path) -> list[str]:
    """Everything in a closed data folder that is no upload and no finished mart."""
    store = Store(home)
    known = {upload.id for upload in store.register.uploads()}
    store.close()
    found = [
        *(path for path in (home / "marts").iterdir() if path.suffix != ".duckdb"),
        *(path for path in (home / "uploads").iterdir() if path.name not in known),
        *(home / "working").iterdir(),
        *(home / "spill").iterdir(),
    ]
    return sorted(str(path.relative_to(home)) for path in found)


def part(name: str, since: int, until: int) -> bytes:
    """Some lines of a sample file, with its header."""
    lines = (ROOT / "sample_data" / name).read_text(encoding="utf-8").splitlines()
    return ("\n".join([lines[0], *lines[since:until]]) + "\n").encode()


def scenes(folder: Path) -> list[Scene]:
    """An import, an undo and a redo, each tried once without a kill."""
    base = folder / "base"
    store = Store(base)
    for name in ("hanbit_contacts.csv", "hanbit_surveys.csv"):
        load.import_file(store, name, part(name, 1, 800))
    upload = store.register.uploads()[1]
    store.close()
    undone = folder / "undone"
    shutil.copytree(base, undone)
    store = Store(undone)
    load.undo(store, upload.id)
    store.close()
    more = folder / "more.csv"
    more.write_bytes(part("hanbit_surveys.csv", 500, 1500))
    return [
        scene(folder, "import", base, ["import", str(more)]),
        scene(folder, "undo", base, ["undo", upload.id]),
        scene(folder, "redo", undone, ["redo", upload.id]),
    ]


def scene(folder: Path, name: str, home: Path, words: list[str]) -> Scene:
    done = folder / f"{name}-done"
    shutil.copytree(home, done)
    began = time.monotonic()
    worker = start(done, words)
    assert worker.wait(MOST_WAIT_S) == 0, name
    seconds = time.monotonic() - began
    return Scene(name, home, words, state_of(home), state_of(done), seconds)


def start(home: Path, words: list[str]) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "cx", "--home", str(home), *words],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def one_round(tried: Scene, home: Path, moment: float, *, alone: bool) -> tuple[str, str]:
    """Kill the command at a share of its run time; what is there then, and the faults."""
    shutil.copytree(tried.home, home)
    began = time.monotonic()
    worker = start(home, tried.words)
    try:
        worker.wait(moment * tried.seconds)
        # Other programs share the computer: how long it takes is learnt as it goes.
        tried.seconds = (tried.seconds + time.monotonic() - began) / 2
        killed = False
    except subprocess.TimeoutExpired:
        killed = True
        kill(worker, alone=alone)
    found = state_of(home) if random.random() > 0.1 else state_by_a_new_process(home)
    if killed and alone:
        wait_for_the_rest(worker.pid)
        found["faults"] = state_of(home)["faults"]
    return ("killed" if killed else "ran to its end"), judged(tried, found)


def kill(worker: subprocess.Popen, *, alone: bool) -> None:
    if alone:
        worker.kill()
    else:
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def wait_for_the_rest(group: int) -> None:
    """Until the program that builds tables has ended by itself."""
    end = time.monotonic() + MOST_WAIT_S
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)


def state_by_a_new_process(home: Path) -> dict:
    done = subprocess.run(
        [sys.executable, __file__, "--state", str(home)],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def judged(tried: Scene, found: dict) -> str:
    """Which version it is; else what is wrong."""
    if found["faults"]:
        return "; ".join(found["faults"])
    for name, wanted in (("before", tried.before), ("after", tried.after)):
        if found == wanted:
            return name
    return f"neither before nor after: {found}"


def run(rounds: int, folder: Path, *, seed: int = 1) -> Counter:
    """How often each command was killed or not, and what was there then."""
    rng = random.Random(seed)
    counts: Counter = Counter()
    every = scenes(folder)
    for number in range(rounds):
        # Two imports for each undo and redo.
        tried = every[(0, 1, 0, 2)[number % 4]]
        home = folder / f"round-{number}"
        moment = rng.uniform(0, 1.1)
        how, what = one_round(tried, home, moment, alone=number % 16 >= 12)
        counts[tried.name, how, what] += 1
        if what not in ("before", "after"):
            print(f"round {number} ({tried.name}, at {moment:.2f}): {what}", flush=True)
        shutil.rmtree(home)
        if number % 20 == 19:
            print(f"{number + 1} rounds", file=sys.stderr, flush=True)
    return counts


def main() -> int:
    """Print what was there after how many kills; 1 if anything else ever was."""
    if sys.argv[1:2] == ["--state"]:
        print(json.dumps(state_of(Path(sys.argv[2]))))
        return 0
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory(prefix="cx-kill-") as folder:
        counts = run(rounds, Path(folder))
    print("| command | process | then there was | rounds |")
    print("| --- | --- | --- | --- |")
    for (name, how, what), count in sorted(counts.items()):
        print(f"| {name} | {how} | {what[:60]} | {count} |")
    wrong = sum(
        n for (_, _, what), n in counts.items() if what not in ("before", "after")
    )
    print(f"\n{rounds} rounds, {wrong} wrong.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
