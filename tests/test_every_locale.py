"""Every language says everything, in its own words and with the values put in right."""

import re
from datetime import date

import pytest
from babel.messages.pofile import read_po

from cx import catalog, locale, translations
from cx.locale import LOCALES, set_language, t

FILES = sorted(LOCALES.glob("*.po"))
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# Names, abbreviations and signs that Korean readers know by their Latin letters.
KEPT = """
    NPS CSAT CES MOT CSV SQL SFO R n p S LMG Shapley Johnson Kaplan Meier TOML DuckDB CEB
    Dixon LimeBridge ServiceNow Harvard Business Review Lindeman Merenda Gold Groemping
    The American Statistician CX HOME home uploads xlsx v line in out touchpoint
    data sfgov org
"""
WORDS = ("배송", "앱", "서울", "10", "7", "40.0%", "NPS", "“앱”")


@pytest.fixture
def korean():
    set_language("ko")
    yield
    set_language("en")


def said_in(path):
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id}


KOREAN = said_in(LOCALES / "ko.po")


def test_whatever_is_said_can_be_translated():
    assert translations.origins().open == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_sentence_is_translated_and_none_is_left_over(path):
    said = said_in(path)
    assert said.keys() == translations.origins().places.keys(), "run `make translations`"
    assert [sentence for sentence, words in said.items() if not words] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_value_is_put_in(path):
    lost = {
        sentence: words
        for sentence, words in said_in(path).items()
        if set(PLACEHOLDER.findall(sentence)) != set(PLACEHOLDER.findall(words))
    }
    assert lost == {}


def test_no_english_is_left_in_korean():
    kept = set(KEPT.split())
    # The contacts of worked examples are called c01, c02 and so on.
    plain = {words: re.sub(r"\{\w+\}|c\d\d", "", words) for words in KOREAN.values()}
    left = {
        words: set(re.findall("[A-Za-z]+", rest)) - kept for words, rest in plain.items()
    }
    assert {words: foreign for words, foreign in left.items() if foreign} == {}


@pytest.mark.usefixtures("korean")
@pytest.mark.parametrize("word", WORDS)
def test_korean_particles_fit_the_word_before(word):
    said = [
        t(sentence, **dict.fromkeys(PLACEHOLDER.findall(sentence), word))
        for sentence in KOREAN
    ]
    assert [
        words for words in said if re.search(r"\([은는이가을를과와으로라]+\)", words)
    ] == []
    assert [
        words for words in KOREAN.values() if re.search("[은이을과]/[는가를와]", words)
    ] == []


def test_korean_metrics_can_be_told_apart():
    metrics = catalog.metrics().values()
    for said in (
        [KOREAN[metric.name] for metric in metrics],
        [KOREAN[metric.definition] for metric in metrics],
    ):
        assert len(set(said)) == len(metrics)


def test_the_readings_of_first_contact_resolution_keep_their_names():
    names = [
        KOREAN[m.name] for m in catalog.metrics().values() if m.id.startswith("fcr_")
    ]
    assert {name.split(": ")[0] for name in names} == {"한 번에 해결률"}
    assert len({name.split(": ")[1] for name in names}) == 4


@pytest.mark.usefixtures("korean")
def test_numbers_and_dates_are_written_as_koreans_write_them():
    assert locale.day(date(2026, 9, 30)) == "2026년 9월 30일"
    assert locale.moment("2026-09-30T05:04:59+00:00") == "2026. 9. 30. 05:04 UTC"
    assert locale.whole(1_234_567) == "1,234,567"
    assert locale.number(0.48985, "share") == "49.0%"
    assert locale.change(-0.0312, "share") == "−3.1%p"
    assert t("{n} contacts", n=locale.whole(2746)) == "문의 2,746건"


def found_in(source):
    found = translations.Origins()
    translations.add_python(found, "page.py", source)
    return found


def test_a_sentence_is_found_however_it_is_chosen():
    source = """
KINDS = {"a": "Contacts", "b": "Answers"}
STEPS = (("Day", 1), ("Week", 7))
def draw(kind, n):
    '''Not said to anybody.'''
    end = "All is well." if n else "Nothing yet."
    t(KINDS[kind]), t(KINDS.get(kind, "Others")), t(end), t("One" " sentence.")
    lead("So many" + (" and more" if n else ""), n=n)
    for label, _days in STEPS:
        t(label)
    raise UploadError(kind or "No file.")
    t(t("Twice"))
"""
    said = set(found_in(source).places)
    assert said >= {"Contacts", "Answers", "Others", "All is well.", "Nothing yet."}
    assert said >= {"One sentence.", "So many", "So many and more", "Day", "Week"}
    assert said >= {"No file.", "Twice"}
    assert "Not said to anybody." not in said


def test_a_sentence_that_cannot_be_followed_is_named():
    found = found_in('t(f"{n} rows")\nt("{n}", n=n)\nt(metric.name)')
    assert found.open == ["page.py:1: f'{n} rows'"]
    assert not found.places


def test_bringing_a_language_in_step_keeps_what_was_translated(tmp_path):
    path = tmp_path / "fr.po"
    path.write_text(
        'msgid "Channel"\nmsgstr "Canal"\n\nmsgid "Said no more"\nmsgstr "Fini"\n',
        encoding="utf-8",
    )
    lacking = translations.update(path)
    said = said_in(path)
    assert said["Channel"] == "Canal"
    assert "Said no more" not in said
    assert lacking == len(said) - 1
    once = path.read_bytes()
    translations.update(path)
    assert path.read_bytes() == once


def test_the_command_says_how_much_is_missing(tmp_path, monkeypatch, capsys):
    (tmp_path / "fr.po").touch()
    monkeypatch.setattr(translations, "LOCALES", tmp_path)
    assert translations.main(["update"]) == 0
    count = len(translations.origins().places)
    assert capsys.readouterr().out == f"fr.po: {count} sentences, {count} untranslated\n"
    assert translations.main([]) == 2
