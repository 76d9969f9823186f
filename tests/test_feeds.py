"""Which methods the loaded files feed; sample files of the right shape to download."""

import pytest

from cx import methods
from cx.ui import feeds, state
from tests.exports import bring

# It imports a file of each shape: run by hand, with `-m slow`.
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("file", list(feeds.SHAPES))
def test_a_file_of_the_right_shape_is_read_without_a_line_left_out(store, file):
    upload = bring(store, feeds.shape(file), name=file).upload
    assert upload.set_aside == 0
    assert upload.new + upload.duplicate + upload.changed == upload.rows_read > 1


def test_needs_are_met_only_by_what_is_there(store):
    bring(store, feeds.shape("hanbit_contacts.csv"), name="contacts.csv")
    held = methods.has(store)
    known = methods.methods()
    assert methods.standing(known["E7"], held) == "full"
    assert methods.standing(known["E1"], held) == "missing"
    assert methods.standing(known["P17"], held) == "never"
    # No volumes and no orders: nothing to divide contacts by.
    assert methods.standing(known["N1"], held) == "missing"
    bring(store, feeds.shape("hanbit_orders.csv"), name="orders.csv")
    assert methods.standing(known["N1"], methods.has(store)) == "proxy"


def test_every_need_has_words():
    for method in methods.methods().values():
        for need in (*method.needs, *method.instead):
            assert feeds.in_words(need)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CX_HOME", str(tmp_path / "home"))
    bring(state.store(), feeds.shape("hanbit_contacts.csv"), name="contacts.csv")
    return state.store().home


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_data_page_says_what_is_fed(home, screen, language):
    page = screen(home, "data", lang=language)
    page.toggle(key="feeds").set_value(True).run()
    assert not page.exception
    table = next(d.value for d in page.dataframe if len(d.value) > 70)
    assert len(table) == len(methods.methods())
