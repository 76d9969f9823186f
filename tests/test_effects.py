"""What a file will do is known before anything is written."""

from pathlib import Path

import pytest

from cx.ingest import load
from cx.ingest.draft import Draft
from cx.ingest.effects import effects
from cx.ingest.read import read_file
from cx.measure import measure
from cx.store import Store

HEAD = "response_id,responded_at,nps\n"
MARCH = HEAD + "".join(f"a{i},2026-03-{i + 1:02},9\n" for i in range(20))
APRIL = HEAD + "".join(f"b{i},2026-04-{i + 1:02},0\n" for i in range(20))


def everything(home: Path) -> dict[str, bytes]:
    # SQLite's own notes beside the register say who reads it at the moment.
    files = (p for p in sorted(home.rglob("*")) if not p.match("*.sqlite-*"))
    return {str(p): p.read_bytes() for p in files if p.is_file()}


def draft(store: Store, text: str) -> Draft:
    raw = read_file("answers.csv", text.encode())
    staged = load.stage_file(store, raw, load.choose_format(store, raw))
    return Draft(store, staged)


@pytest.fixture
def march(tmp_path):
    store = Store(tmp_path / "home")
    load.import_file(store, "march.csv", MARCH.encode())
    store.mart()
    return store


def test_the_effect_is_the_number_before_and_the_number_after(march):
    (effect,) = effects(draft(march, APRIL), ["nps"])
    # 20 promoters: 100. 20 promoters and 20 detractors: 0.
    assert (effect.before.value, effect.before.n) == (100, 20)
    assert (effect.after.value, effect.after.n) == (0, 40)
    assert effect.moved


def test_the_foretold_number_is_the_one_that_comes(march):
    coming = draft(march, APRIL)
    (foretold,) = effects(coming, ["nps"])
    coming.announce()
    assert measure(march, "nps")[0] == foretold.after


def test_looking_leaves_every_byte_as_it_was(march):
    before = everything(march.home)
    looked_at = draft(march, APRIL)
    effects(looked_at, ["nps", "csat"])
    looked_at.leave()
    assert everything(march.home) == before


def test_a_file_that_brings_nothing_new_moves_nothing(march):
    again = HEAD + "".join(reversed(MARCH.splitlines(keepends=True)[1:]))
    (effect,) = effects(draft(march, again), ["nps"])
    assert not effect.moved


def test_an_import_that_fails_leaves_no_rows_behind(march, monkeypatch):
    def broken(_upload_ids, **_):
        raise OSError("disk full")

    coming = draft(march, APRIL).staged
    monkeypatch.setattr(march, "build", broken)
    with pytest.raises(OSError, match="disk full"):
        load.commit(march, coming)
    assert [p.name for p in (march.home / "uploads").iterdir()] == list(
        march.register.active()
    )
