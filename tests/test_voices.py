"""Comments: what is found, what is counted, and the scores beside it.

Expected numbers are counted by hand in the rows below, or again in plain Python.
"""

import re
from datetime import date
from functools import partial

import pytest

from cx import typed
from cx.analyses import voice_rows, voices
from cx.analyses.voice_terms import Theme, default_themes, marks, parse, pattern
from cx.errors import QuestionError
from cx.measure import Question, measure
from cx.stats.intervals import wilson_interval
from tests.exports import bring, bring_sample
from tests.screens import shown_store

HEAD = "response_id,responded_at,customer_id,channel,nps,csat,comment"
# Two Korean, ten English; low 0-6 (or 1-2 of 5), high 9-10 (or 4-5 of 5).
SAID = [
    ("R01", 3, "", "배송이 늦었어요"),
    ("R02", 10, "", "배송은 빨랐어요"),
    ("R03", 0, "", "Late, and the plate was broken"),
    ("R04", 6, "", "LATE delivery"),
    ("R05", 9, "", "Related to nothing"),
    ("R06", 8, "", "no one came; call [phone]"),
    ("R07", "", 2, "Came late."),
    ("R08", "", 5, "50% off, (really) 100% great"),
    ("R09", "", "", "refund은 아직"),
    ("R10", 7, "", "No. One came early"),
    ("R11", 10, "", "Été à la maison"),
    ("R12", 9, "", "it's a_b fine"),
]
LATE = Theme("Late", ("late", "늦"))


def said_file(rows=SAID) -> str:
    lines = [
        f'{number},2024-03-{at:02},C{at},{["web", "phone"][at % 2]},{nps},{csat},"{c}"'
        for at, (number, nps, csat, c) in enumerate(rows, start=1)
    ]
    return "\n".join([HEAD, *lines, "R99,2024-03-30,C99,phone,5,,"])


@pytest.fixture
def said(store):
    bring(store, said_file())
    return store


def found(store, search="", *, whole=False, **more):
    result = voice_rows.search(store, Question(), parse(search, whole=whole), **more)
    return sorted(re.search(r"R\d\d", one.row_id)[0] for one in result.comments)


@pytest.mark.parametrize(
    ("search", "whole", "expected"),
    [
        ("배송", False, ["R01", "R02"]),
        # Particles do no harm, also where whole words are asked for.
        ("배송", True, ["R01", "R02"]),
        ("late", False, ["R03", "R04", "R05", "R07"]),
        ("late", True, ["R03", "R04", "R07"]),
        ("refund", True, ["R09"]),
        ("Late -PLATE", False, ["R04", "R05", "R07"]),
        ('"no one"', False, ["R06"]),
        ("no one", False, ["R06", "R10"]),
        ("“no one” came", False, ["R06"]),
        ("-late", True, ["R01", "R02", "R05", "R06", "R08", "R09", "R10", "R11", "R12"]),
        ("배송 늦", False, ["R01"]),
        ("100%", False, ["R08"]),
        ("(really)", False, ["R08"]),
        ("ÉTÉ", False, ["R11"]),
        ("e\u0301te\u0301", True, ["R11"]),
        # No sign of SQL, Markdown or patterns is one here.
        ("it's", False, ["R12"]),
        ("a_b", False, ["R12"]),
        ("a.b", False, []),
        (".*", False, []),
        ("l%te", False, []),
        ("[phone]", False, ["R06"]),
        ("'; drop table x; --", False, []),
        ("$since", False, []),
        ("{narrowed}", False, []),
        ("", False, [f"R{n:02}" for n in range(1, 13)]),
        (' " - ', False, [f"R{n:02}" for n in range(1, 13)]),
    ],
)
def test_a_search_finds_exactly(said, search, whole, expected):
    assert found(said, search, whole=whole) == expected


def test_a_search_is_bounded_in_words():
    with pytest.raises(QuestionError, match="200 letters"):
        parse("x" * 201)
    with pytest.raises(QuestionError, match="12 words"):
        parse(" ".join(f"w{n}" for n in range(13)))


def test_scores_beside_comments_are_those_of_the_same_response(said):
    result = voice_rows.search(said, Question())
    sides = {one.row_id[-3:]: (one.asked, one.score, one.side) for one in result.comments}
    assert sides["R04"] == ("nps", 6, "low")
    assert sides["R06"] == ("nps", 8, "middle")
    assert sides["R07"] == ("csat", 2, "low")
    assert sides["R08"] == ("csat", 5, "high")
    assert sides["R09"] == (None, None, "none")
    assert result.sides == {"low": 4, "middle": 2, "high": 5, "none": 1}
    assert (result.base, result.n) == (12, 12)
    assert result.comments[0].said_at.date() == date(2024, 3, 12)


def test_low_scores_alone_and_pages_hold_every_comment_once(store):
    rows = [(f"R{n}", n % 11, "", f"comment {n}") for n in range(1, 29)]
    bring(store, said_file(rows))
    low = voice_rows.search(store, Question(), side="low")
    assert low.n == sum(n % 11 <= 6 for n in range(1, 29)) == len(low.comments)
    first, second, none = (
        voice_rows.search(store, Question(), page=page) for page in range(3)
    )
    assert [len(one.comments) for one in (first, second, none)] == [25, 3, 0]
    listed = [one.text for one in (*first.comments, *second.comments)]
    assert listed == [f"comment {n}" for n in range(28, 0, -1)]
    assert none.n == 28


def test_themes_are_counted_once_a_comment_with_the_scores_beside_them(said):
    base, (late,) = voices.count_themes(said, Question(), [LATE])
    # R01, R03, R04, R07; all low. Customers are all different: plain Wilson.
    assert (base, late.n) == (12, 4)
    expected = wilson_interval(4, 12)
    assert (late.share.low, late.share.high) == (
        pytest.approx(expected.low),
        pytest.approx(expected.high),
    )
    assert (late.share.n, late.share.status) == (12, "low")
    # Four scored comments are too few for a share of them.
    assert (late.low.n, late.low.value, late.low.status) == (4, None, "withheld")


def test_who_says_much_is_one_person(store):
    """Twelve people once and one person 28 times: wider than 40 independent comments."""
    rows = [(f"R{n}", 1, "", "late" if n > 12 else "fine") for n in range(1, 29)]
    text = said_file(rows)
    text = re.sub(r",C(1[3-9]|2\d),", ",C13,", text)
    bring(store, text)
    _, (late,) = voices.count_themes(store, Question(), [LATE])
    plain = wilson_interval(16, 28)
    assert late.share.high - late.share.low > 1.5 * (plain.high - plain.low)


def test_over_time_adds_up_to_all(said):
    for step in ("day", "week", "month"):
        points = voices.over_time(said, Question(), LATE, step)
        assert sum(n for _, _, n in points) == 12
        assert sum(about for _, about, _ in points) == 4
    with pytest.raises(QuestionError, match="A period is one of"):
        voices.over_time(said, Question(), LATE, "fortnight")


def test_a_selection_of_few_comments_shows_none(said):
    few = Question(since=date(2024, 3, 1), until=date(2024, 3, 9))
    with pytest.raises(QuestionError, match="too few"):
        voice_rows.search(said, few)
    base, (late,) = voices.count_themes(said, few, [LATE])
    assert base == 9
    assert late.share.value is None
    nobody = Question(since=date(2030, 1, 1))
    assert voice_rows.search(said, nobody).n == 0


def test_filters_narrow_comments(store):
    rows = [(f"R{n}", 5, "", f"c {n}") for n in range(1, 29)]
    bring(store, said_file(rows))
    web = Question(filters=(("channel", ("web",)),))
    result = voice_rows.search(store, web)
    assert (result.base, result.n) == (14, 14)
    assert {one.channel for one in result.comments} == {"web"}


def test_comments_about_touchpoints_are_each_their_own(store):
    head = "response_id,responded_at,nps,comment,touchpoint: Shop"
    lines = [f"R{n},2024-03-01,9,good {n},3" for n in range(20)]
    bring(store, "\n".join([head, *lines]))
    assert voice_rows.search(store, Question()).base == 20


@pytest.fixture(scope="module")
def hanbit(tmp_path_factory):
    from cx.store import Store

    opened = Store(tmp_path_factory.mktemp("voices"))
    for name in ("hanbit_contacts.csv", "hanbit_surveys.csv"):
        bring_sample(opened, name)
    yield opened
    opened.close()


def test_both_ways_to_the_comments_agree(hanbit, monkeypatch):
    """The short way where a response has one comment, and the way that always holds."""
    question = Question(filters=(("channel", ("phone",)),))
    of = voices.themes(hanbit)
    short = voice_rows.search(hanbit, question), voices.count_themes(hanbit, question, of)
    monkeypatch.setattr(voice_rows, "_has_several", lambda *_: True)
    full = voice_rows.search(hanbit, question), voices.count_themes(hanbit, question, of)
    assert short[0].sides == full[0].sides
    assert short[0].base == full[0].base > 100
    texts = [(one.said_at, one.text, one.score) for one in short[0].comments]
    assert texts == [(one.said_at, one.text, one.score) for one in full[0].comments]
    assert short[1] == full[1]


def test_the_same_themes_are_found_by_plain_python(hanbit):
    """Word by word, without patterns."""
    alias = hanbit.mart()
    texts = [
        row[0]
        for row in hanbit.query(
            f"select comment from {alias}.response where comment is not null"
        ).rows
    ]

    def holds(text, word):
        text, word = text.lower(), word.lower()
        if not word[0].isascii():
            return word in text
        stem = word.rstrip("*")
        for at in range(len(text)):
            if not text.startswith(stem, at) or (at and is_letter(text[at - 1])):
                continue
            end = at + len(stem)
            if stem != word or end == len(text) or not is_letter(text[end]):
                return True
        return False

    def is_letter(letter):
        return letter.isascii() and letter.isalnum()

    base, counts = voices.count_themes(hanbit, Question(), voices.themes(hanbit))
    assert base == len(texts) > 1_000
    for one in counts:
        expected = sum(any(holds(text, w) for w in one.theme.words) for text in texts)
        assert one.n == expected, one.theme.name


def test_what_is_behind_a_number_is_said_by_its_people(hanbit):
    """Those behind NPS are the commenting responses with a likelihood to recommend."""
    alias = hanbit.mart()
    ((expected,),) = hanbit.query(
        f"select count(*) from {alias}.response "
        "where comment is not null and nps is not null"
    ).rows
    assert voices.behind(hanbit, "nps", Question()).n == expected > 1_000
    ((about,),) = hanbit.query(
        f"select count(*) from {alias}.response where comment is not null "
        f"and contact_id in (select contact_id from {alias}.contact)"
    ).rows
    assert 0 < voices.behind(hanbit, "repeat_share", Question()).n <= about
    assert voices.behind(hanbit, "snowball_rate", Question()).n == 0


def test_nothing_is_behind_a_number_that_is_withheld(said):
    few = Question(until=date(2024, 3, 5))
    assert measure(said, "nps", few)[0].status == "withheld"
    with pytest.raises(QuestionError, match="too few"):
        voices.behind(said, "nps", few)


def test_words_of_themes_are_changed_by_people_and_pinned_by_version(said):
    shipped = voices.themes(said)
    assert shipped == default_themes()
    own = typed.say(said, "theme_words", "Packaging", {"words": "box; 상자"})
    less = typed.say(said, "theme_words", "Delivery", {"words": ""})
    names = [theme.name for theme in voices.themes(said)]
    assert "Packaging" in names
    assert "Delivery" not in names
    assert "Delivery" in [theme.name for theme in voices.themes(said, own)]
    typed.undo(said, less)
    typed.undo(said, own)
    assert voices.themes(said) == shipped


def test_shipped_themes_have_words_in_both_languages_that_find_themselves():
    names = [theme.name for theme in default_themes()]
    assert len(set(names)) == len(names) >= 10
    for theme in default_themes():
        assert theme.ko
        assert any(word.isascii() for word in theme.words)
        assert any(not word.isascii() for word in theme.words)
        assert len(set(theme.words)) == len(theme.words)


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        (["late"], "Late, late! Lately", ["Late", "late"]),
        (["late*"], "Lately a plate", ["Lately"]),
        (["늦"], "배송이 늦었어요", ["늦"]),
        (["refund"], "refund은 REFUNDS", ["refund"]),
        (["a.b", "(x)"], "a.b acb (x)", ["a.b", "(x)"]),
        ([" ", "*"], "anything *", []),
    ],
)
def test_what_is_marked_is_what_is_found(words, text, expected):
    shown = [text[start:end] for start, end in marks(text, [], words)]
    assert shown == expected
    bounds = pattern(words).replace("\\x{00e0}", "à").replace("\\x{024f}", "ɏ")
    assert bool(bounds and re.search(bounds, text.lower())) == bool(expected)


def test_searched_words_are_marked_and_those_left_out_are_not():
    text = "Late but fine"
    spans = marks(text, parse("late fine -but"), [])
    assert [text[a:b] for a, b in spans] == ["Late", "fine"]


# The page


@pytest.fixture
def page(tmp_path, screen):
    return shown_store(tmp_path), partial(screen, tmp_path, "voices")


def words_on(tested):
    shown = (*tested.markdown, *tested.caption, *tested.info, *tested.warning)
    return "\n".join(element.value for element in (*shown, *tested.success))


def test_a_search_on_the_page_is_in_its_link_and_comes_back_from_it(page):
    store, draw = page
    bring(store, said_file())
    tested = draw()
    assert not tested.exception
    assert "12 comments" in words_on(tested)
    tested.text_input(key="w_page_q").set_value("late -plate").run()
    assert "3 of 12 comments" in words_on(tested)
    # What was found stands out, and nothing in a comment is Markdown.
    assert ":yellow-background[LATE] delivery" in words_on(tested)
    link = dict(tested.query_params)
    assert link["q"] == "late -plate"
    again = draw(**link)
    assert "3 of 12 comments" in words_on(again)
    assert again.text_input(key="w_page_q").value == "late -plate"
    again.text_input(key="w_page_q").set_value("").run()
    assert "q" not in again.query_params
    assert "12 of 12 comments" in words_on(again)
    assert "call \\[phone\\]" in words_on(again)


def test_a_link_to_a_theme_that_is_not_there_shows_no_number(page):
    store, draw = page
    bring(store, said_file())
    tested = draw(v="1", theme="Nothing")
    assert not tested.exception
    assert "Nothing" in words_on(tested)
    assert "12 comments" not in words_on(tested)


def test_without_comments_the_page_says_what_would_fill_it(page):
    store, draw = page
    bring(store, "response_id,responded_at,nps\nR1,2024-03-01,9\n")
    assert "no comments in this selection" in words_on(draw())


def test_a_theme_changed_on_the_page_counts_at_once_and_is_undone_there(page):
    store, draw = page
    bring(store, said_file())
    tested = draw()
    tested.session_state["voices_tabs"] = "Words of themes"
    typed.say(store, "theme_words", "Came", {"words": "came"})
    tested = draw()
    assert "Came" in tested.selectbox(key="w_page_theme").options
    old = draw(v="1")
    assert "Came" not in old.selectbox(key="w_page_theme").options


def test_a_click_on_a_week_shows_what_was_said_in_it(screen, sample):
    tested = screen(sample.home, "voices", theme="Delivery")
    asked = Question(since=date(2026, 4, 1), until=date(2026, 9, 30))
    theme = next(one for one in voices.themes(sample) if one.name == "Delivery")
    weeks = voices.over_time(sample, asked, theme, "week")
    # The first week began before the period: only its days within are shown.
    at = next(at for at, (_first, about, n) in enumerate(weeks) if about and n >= 10)
    _first, about, n = weeks[at]
    tested.session_state["voices_trend"] = {"selection": {"points": [{"customdata": at}]}}
    tested.run()
    assert not tested.exception
    assert f"{about} of {n} comments" in words_on(tested)
