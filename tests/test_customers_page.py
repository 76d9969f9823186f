"""The Customers page: every part draws, says what it lacks, and refuses what is wrong."""

import pytest

from cx.ui.customers import PARTS
from tests.exports import bring, bring_sample
from tests.screens import address, broke, charts_of, sentences, shown_store

OWN = ("visits", "retention", "spend", "profit")


@pytest.fixture
def draw(screen):
    def drawn(store, **parameters):
        return screen(store.home, "customers", **{**address(store), **parameters})

    return drawn


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    opened = shown_store(tmp_path_factory.mktemp("customers"))
    for name in ("contacts", "surveys", "orders"):
        bring_sample(opened, f"hanbit_{name}.csv")
    return opened


def only(tmp_path_factory, name):
    opened = shown_store(tmp_path_factory.mktemp(f"only_{name}"))
    bring_sample(opened, f"hanbit_{name}.csv")
    return opened


@pytest.fixture(scope="module")
def only_contacts(tmp_path_factory):
    return only(tmp_path_factory, "contacts")


@pytest.fixture(scope="module")
def only_surveys(tmp_path_factory):
    return only(tmp_path_factory, "surveys")


@pytest.fixture(scope="module")
def only_orders(tmp_path_factory):
    return only(tmp_path_factory, "orders")


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("part", OWN)
def test_a_part_draws_its_charts(draw, sample, part, language):
    tested = draw(sample, part=part, lang=language)
    assert not broke(tested)
    assert not tested.warning
    assert len(charts_of(tested)) >= 2


@pytest.mark.parametrize("part", OWN)
@pytest.mark.parametrize("name", ["contacts", "surveys"])
def test_without_orders_a_part_says_which_file_fills_it(draw, request, name, part):
    tested = draw(request.getfixturevalue(f"only_{name}"), part=part)
    assert not broke(tested)
    assert not charts_of(tested)
    assert "one line per order" in sentences(tested)


def test_with_orders_alone_the_rest_works_and_says_what_is_missing(draw, only_orders):
    said = {}
    for part in OWN:
        tested = draw(only_orders, part=part)
        assert not broke(tested)
        said[part] = sentences(tested)
    assert "come a second time" in said["visits"]
    assert "no satisfaction answer" in said["spend"]
    assert "no contacts are loaded" in said["profit"]


def test_orders_without_margin_or_customer_are_told_apart(draw, tmp_path_factory):
    opened = shown_store(tmp_path_factory.mktemp("bare"))
    rows = "".join(
        f"O{n},C{n % 40},2024-{n % 12 + 1:02}-03,order,{n}\n" for n in range(120)
    )
    bring(opened, "purchase_id,customer_id,occurred_at,kind,amount\n" + rows)
    tested = draw(opened, part="profit")
    assert not broke(tested)
    assert "no order has a margin" in sentences(tested)


def test_an_order_number_in_place_of_a_person_is_said(draw, tmp_path_factory):
    opened = shown_store(tmp_path_factory.mktemp("ids"))
    rows = "".join(f"O{n},P{n},2024-{n % 12 + 1:02}-03,order,9\n" for n in range(150))
    bring(opened, "purchase_id,customer_id,occurred_at,kind,amount\n" + rows)
    (warning,) = draw(opened).warning
    assert "looks like an order number" in warning.value
    assert "150" in warning.value


def test_a_part_that_does_not_exist_is_refused(draw, sample):
    tested = draw(sample, part="nonsense")
    assert not charts_of(tested)
    assert "nonsense" in sentences(tested)


def test_every_part_has_its_module():
    assert tuple(PARTS)[:4] == OWN


def test_the_parts_keep_their_choices_apart(draw, sample):
    """A choice of one part is no error on the next one."""
    for part in OWN:
        tested = draw(sample, part=part, again="365", rebuy="180", lead="0")
        assert not broke(tested)
        assert not tested.warning, part
