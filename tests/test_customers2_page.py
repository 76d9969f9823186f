"""Loyalty, wavering, recovery, sources and orders on their page: whole, and in part."""

from functools import partial

import pytest

from cx.charts import Crossed, CrossingWords, describe_crossing, two_by_two
from cx.measure import Estimate
from cx.ui.figures import chart_words
from tests.exports import bring, bring_sample
from tests.screens import broke, sentences, shown_store

# It draws five parts of a page for homes of one file: run by hand, with `-m slow`.
pytestmark = pytest.mark.slow

PARTS = ("loyalty", "wavering", "recovery", "sources", "orders")


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    opened = shown_store(tmp_path_factory.mktemp("customers2_page"))
    for name in ("hanbit_orders.csv", "hanbit_surveys.csv", "hanbit_contacts.csv"):
        bring_sample(opened, name)
    return opened


@pytest.fixture
def draw(screen):
    return partial(screen, page="customers")


def said(tested):
    return sentences(tested).replace("\\", "")


def charts_in(tested):
    return {chart.proto.id.rsplit("-", 1)[-1] for chart in tested.get("plotly_chart")}


def test_every_part_is_alive_with_everything_loaded(draw, sample):
    expected = {
        "loyalty": ({"loyalty"}, "buy often and like us"),
        "wavering": ({"wavering", "after_contacts"}, "points to"),
        "recovery": (
            {"recovery_funnel", "recovery_satisfaction", "recovery_back"},
            "Recovery paradox in part",
        ),
        "sources": (
            {"sources", "sources_by", "offer_again", "offer_money"},
            "No source differs from the rest beyond chance",
        ),
        "orders": ({"lost_orders", "rated_late"}, "are perfect; most are lost to"),
    }
    for part, (charts, sentence) in expected.items():
        tested = draw(sample.home, part=part)
        assert not broke(tested), part
        assert charts <= charts_in(tested), part
        assert sentence in said(tested), part
        assert "None" not in said(tested), part


def test_the_offer_is_judged_by_all_its_days_whatever_period_is_chosen(draw, sample):
    tested = draw(sample.home, part="sources", since="2026-08-01", until="2026-09-30")
    assert "after discounts that leaves" in said(tested)


def test_the_list_of_wavering_customers_opens_only_on_demand(draw, sample):
    tested = draw(sample.home, part="wavering")
    shown = {frame.key for frame in tested.dataframe if hasattr(frame, "key")}
    assert "rows_table_wavering_now" not in shown
    tested.toggle(key="wavering_shown").set_value(True).run()
    assert not broke(tested)
    assert "rows, customers as codes." in said(tested)


NEEDED = {
    "hanbit_orders.csv": {
        "loyalty": "A survey with customer numbers",
        "wavering": "contacts and orders of the same customers",
        "recovery": "nobody was asked about problems",
        "sources": "What an offer brings",
        "orders": "no answer on a five-point scale belongs to a delivered order",
    },
    "hanbit_surveys.csv": dict.fromkeys(
        ("loyalty", "wavering", "sources", "orders"), "no orders are loaded"
    )
    | {"recovery": "whether they order again needs orders"},
    "hanbit_contacts.csv": dict.fromkeys(
        ("loyalty", "wavering", "sources", "orders"), "no orders are loaded"
    )
    | {"recovery": "nobody was asked about problems"},
}


@pytest.mark.parametrize("name", NEEDED)
def test_with_one_file_each_part_says_what_would_fill_the_rest(draw, tmp_path, name):
    store = shown_store(tmp_path)
    bring_sample(store, name)
    for part, sentence in NEEDED[name].items():
        tested = draw(tmp_path, part=part)
        assert not broke(tested), part
        assert sentence in said(tested), part


def test_orders_without_the_columns_a_part_needs_name_them(draw, tmp_path):
    store = shown_store(tmp_path)
    lines = ["purchase_id,customer_id,occurred_at,kind,amount"]
    lines += [f"P{k},A{k % 20},2026-01-{1 + k % 28:02d},order,10" for k in range(60)]
    bring(store, "\n".join(lines), "orders.csv")
    for part, sentences_of in {
        "sources": ("acquisition_source", "No claim"),
        "orders": ("promised_at, delivered_at, complete, undamaged and documented",),
        "wavering": ("180 days of orders before it",),
    }.items():
        tested = draw(tmp_path, part=part)
        assert not broke(tested), part
        for sentence in sentences_of:
            assert sentence in said(tested), part


@pytest.mark.parametrize("part", PARTS)
def test_korean_has_every_part(draw, sample, part):
    tested = draw(sample.home, part=part, lang="ko")
    assert not broke(tested)
    lead = next(m.value for m in tested.markdown if m.value.startswith("##### "))
    assert any("가" <= letter <= "힣" for letter in lead)


def test_each_of_four_cells_says_its_name_in_the_chart_and_in_words():
    names = ("a", "b", "c", "d")
    says = CrossingWords(rows=("r0", "r1"), columns=("c0", "c1"), gap="g", names=names)
    cells = [Crossed(25, Estimate({}, 100, 0.25, 0.2, 0.3))] * 4
    spoken = chart_words(None, "Four")
    (drawn,) = two_by_two(cells, words=spoken, says=says)["data"]
    assert [text.rsplit("<br>", 1)[1] for text in drawn["text"]] == list(names)
    assert drawn["hovertext"][2].startswith("c: r1 · c0")
    assert "b (r0, c1): " in describe_crossing(cells, spoken, says=says)
