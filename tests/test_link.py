"""The whole state of a view <-> one address."""

from datetime import date
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx import catalog, link
from cx.errors import LinkError
from cx.link import State
from tests.exports import CONTACTS, bring

DAYS = st.one_of(st.none(), st.dates())
# What a cell of a file may hold; a lone surrogate is no letter.
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
CHOSEN = st.lists(WORDS, min_size=1, unique=True).map(tuple)
DIMENSIONS = st.one_of(st.sampled_from(link.FILTERS), WORDS.map("attr_{}".format))
STATES = st.builds(
    State,
    version=st.integers(0, 10**9),
    language=st.sampled_from(link.LANGUAGES),
    since=DAYS,
    until=DAYS,
    compare=st.sampled_from(link.COMPARISONS),
    filters=st.dictionaries(DIMENSIONS, CHOSEN).map(lambda d: tuple(sorted(d.items()))),
    page=st.dictionaries(st.sampled_from(link.PAGE_KEYS), WORDS).map(
        lambda d: tuple(sorted(d.items()))
    ),
).filter(lambda s: not (s.since and s.until and s.since > s.until))
OTHER = State(version=7, since=date(2020, 1, 1), page=(("window", "3"),))


@given(STATES)
def test_a_state_comes_back_from_its_address_unchanged(state):
    assert link.decode_url(f"https://x.test/?{link.query_string(state)}") == state


@given(STATES)
def test_no_value_is_left_to_what_the_default_happens_to_be(state):
    given_back = parse_qs(link.query_string(state), keep_blank_values=True)
    decoded = link.decode(given_back, OTHER)
    same = (state.version, state.language, state.since, state.until, state.compare)
    assert same == (
        decoded.version,
        decoded.language,
        decoded.since,
        decoded.until,
        decoded.compare,
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("v=1&colour=red", "colour"),
        ("v=one", "v=one"),
        ("v=-1", "v=-1"),
        ("v=1&v=2", "v is given 2 times"),
        ("v=1&lang=tlh", "lang=tlh"),
        ("v=1&since=yesterday", "since=yesterday"),
        ("v=1&since=2024-02-30", "since=2024-02-30"),
        ("v=1&until=20240301", "until=20240301"),
        ("v=1&compare=twins", "compare=twins"),
        ("v=1&window=3&window=7", "window is given 2 times"),
        ("v=1&since=2024-03-02&until=2024-03-01", "after it ends"),
        ("since=2024-03-02", "no version"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(query, said):
    with pytest.raises(LinkError, match=said):
        link.decode_url(f"http://x.test/?{query}")


def test_a_link_filters_by_every_dimension_that_is_no_breakdown_alone():
    assert {*link.FILTERS} == {*catalog.dimensions()} - {"subreason", "touchpoint"}


def test_every_fault_is_told_not_the_first():
    with pytest.raises(LinkError, match=r"lang=x.*colour"):
        link.decode_url("http://x.test/?v=1&lang=x&colour=red")


def test_an_empty_list_never_means_everything():
    with pytest.raises(LinkError, match="channel without a value"):
        link.decode({"v": ["1"], "channel": []}, State(version=0))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("v=2", "another dashboard"),
        ("v=1&channel=fax", "no value fax"),
        ("v=1&a.tier=gold", "nothing called"),
        ("v=1&channel=", "no value"),
    ],
)
def test_what_this_data_does_not_have_is_refused(store, query, said):
    bring(store, CONTACTS)
    state = link.decode_url(f"http://x.test/?{query}")
    with pytest.raises(LinkError, match=said):
        link.check(store, state)


def test_a_value_of_the_data_is_accepted(store):
    bring(store, CONTACTS)
    state = link.decode_url("http://x.test/?v=1&channel=phone&channel=chat&reason=~")
    link.check(store, state)
    assert state.chosen("channel") == ("phone", "chat")


def test_a_filter_taken_away_leaves_no_trace():
    state = State(version=1).with_filter("channel", ("phone",))
    assert state.with_filter("channel", ()) == State(version=1)
