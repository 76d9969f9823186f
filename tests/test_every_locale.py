"""Every language says everything, in its own words and with the values put in right."""

import copy
import pickle
import re
from datetime import date

import pytest
from babel.messages.pofile import read_po

from cx import catalog, locale, translations
from cx.charts.labels import why_label
from cx.errors import LinkError, QuestionError, said
from cx.ingest.mapping import QUESTIONS, Mapping
from cx.ingest.read import read_file
from cx.ingest.suggest import propose
from cx.locale import LOCALES, set_language, t, t_stored
from cx.ui import figures

FILES = sorted(LOCALES.glob("*.po"))
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# Names, abbreviations and signs that Korean readers know by their Latin letters.
KEPT = """
    NPS CSAT CES MOT CSV SQL SFO R n p S LMG Shapley Johnson Kaplan Meier TOML DuckDB CEB
    Dixon Freeman Toman
    LimeBridge ServiceNow Harvard Business Review Lindeman Merenda Gold Groemping
    The American Statistician CX HOME home uploads xlsx v line in out touchpoint
    data sfgov org ZIP JSON Parquet OpenDocument KB MB
    Amazon Connect CXone Delighted Five Genesys Cloud Freshdesk Google HubSpot
    Intercom NICE
    QA ICC CQ EM eNPS ETDBW WOCAS K ELS McFadden Alaybek Carlzon East Hammond Wright de
    Matos Azen Budescu Martilla James Anderson Mittal Multivariate Behavioral Research
    Psychological Methods Journal of Marketing Service r k e
    delivery deliver praise compliment thank stage order
    Qualtrics Salesforce SurveyMonkey Typeform Zendesk API ID UTF W guest mapping
"""
# Behind a value, and no plural.
NO_PLURALS = frozenset(
    re.findall(
        r"\w+",
        "as breaks cannot comes counts differs ends explains goes has holds is its less "
        "looks narrows opens others runs says seems shows spends stands this versus was "
        "weighs",
    )
)
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


def names_of_ours() -> set[str]:
    """What a file has to say exactly so: columns, questions, and words in quotes."""
    columns = {name for table in catalog.column_comments().values() for name in table}
    labels = re.findall(r"'([a-z]\w*)'", catalog.schema_sql())
    told = {*columns, *QUESTIONS, *labels, "yes", "no", "said_at"}
    return {part for name in told for part in name.split("_")}


def test_no_english_is_left_in_korean():
    kept = set(KEPT.split()) | names_of_ours()
    # In worked examples contacts are called c01, c02 and so on, and customers A, B, C.
    named = r"\{\w+\}|c\d+|(?<![A-Za-z])[A-Z](?![A-Za-z])"
    plain = {words: re.sub(named, "", words) for words in KOREAN.values()}
    left = {
        words: set(re.findall("[A-Za-z]+", rest)) - kept for words, rest in plain.items()
    }
    for english, words in KOREAN.items():
        # Formats name the columns and the makers of exports, in a Korean sentence.
        files = {file for file, _ in translations.origins().places.get(english, [])}
        korean = len(re.findall("[가-힣]", words)) > len(words) / 4
        if files and all(file.startswith("formats/") for file in files) and korean:
            left[words] -= set(re.findall("[A-Za-z]+", english))
    left = {words: foreign for words, foreign in left.items() if foreign}
    assert left == {}


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


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_why_a_row_has_no_number_is_never_cut(language):
    set_language(language)
    said = figures.chart_words(None, "")
    set_language("en")
    for why in (said.withheld, said.low_base, said.no_data, said.unknown):
        assert "…" not in why_label(why)


def test_korean_metrics_can_be_told_apart():
    metrics = catalog.metrics().values()
    for told in (
        [KOREAN[metric.name] for metric in metrics],
        [KOREAN[metric.definition] for metric in metrics],
    ):
        assert len(set(told)) == len(metrics)


def test_the_readings_of_first_contact_resolution_keep_their_names():
    names = [
        KOREAN[m.name] for m in catalog.metrics().values() if m.id.startswith("fcr_")
    ]
    assert {name.split(": ")[0] for name in names} == {"한 번에 해결률"}
    assert len({name.split(": ")[1] for name in names}) == len(names) > 4


@pytest.mark.usefixtures("korean")
def test_numbers_and_dates_are_written_as_koreans_write_them():
    assert locale.day(date(2026, 9, 30)) == "2026년 9월 30일"
    assert locale.moment("2026-09-30T05:04:59+00:00") == "2026. 9. 30. 05:04 UTC"
    assert locale.whole(1_234_567) == "1,234,567"
    assert locale.number(0.48985, "share") == "49.0%"
    assert locale.change(-0.0312, "share") == "−3.1%p"
    assert t("{n} contacts", n=locale.whole(2746)) == "문의 2,746건"


@pytest.mark.parametrize("one", [1, "1"])
def test_one_of_a_thing_is_said_in_the_singular(one):
    unripe = "not complete yet and never judged: {n} periods"
    assert t(unripe, n=one) == "not complete yet and never judged: 1 period"
    assert t(unripe, n="11") == "not complete yet and never judged: 11 periods"
    assert t("{n} responses have no date", n=one) == "1 response has no date"
    assert t("{n} entries of {all} people", n=one, all=2) == "1 entry of 2 people"
    assert t("{n} people said so", n=one) == "1 person said so"
    # What only ends like a plural, and what was read from a file, stays as it is.
    assert t("{file} was {n} less", file="1 contacts", n=one) == "1 contacts was 1 less"


def test_every_sentence_with_a_count_is_said_right_of_one():
    """A noun in the plural behind a value is one that the singular is known of."""
    unknown = {
        found[2]
        for sentence in KOREAN
        for found in re.finditer(r"\{(\w+)\} ([a-z]+s)\b", sentence)
        if found[2] not in NO_PLURALS
        and locale.with_singulars(found[0], {found[1]: 1}) == found[0]
    }
    assert unknown == set(), "name it in cx/locale.py, or here if it is no plural"


def test_a_difference_rounded_to_nothing_has_no_sign():
    assert locale.change(-0.0004, "share") == "0.0 pp"
    assert locale.change(-0.0006, "share") == "−0.1 pp"


def test_a_said_sentence_is_english_until_it_is_translated():
    sentence = said("Choose the column for: {field}.", field=said("Customer number"))
    assert sentence == t(sentence) == "Choose the column for: Customer number."
    set_language("ko")
    try:
        assert t(sentence) == "다음 항목의 열을 고르세요: 고객 번호."
    finally:
        set_language("en")


@pytest.mark.usefixtures("korean")
def test_what_a_sentence_carries_is_translated_and_data_is_not():
    error = QuestionError(
        "{dimension} has no value {value} in this data. It has: {known}.",
        dimension=said("Channel"),
        value="Phone",
        known=said("none"),
    )
    outer = LinkError("{why} No numbers are shown.", why=error)
    assert str(outer).startswith("Channel has no value Phone")
    assert t(outer.sentence, **outer.details) == (
        "이 데이터의 ‘채널’ 항목에는 ‘Phone’ 값이 없습니다. 있는 값: 없음. "
        "수치를 보여 주지 않습니다."
    )
    both = said.together([said("The header says so."), said("The column is empty.")])
    assert both == "The header says so. The column is empty."
    assert t(both) == "머리글에 나와 있습니다. 빈 열입니다."


@pytest.mark.parametrize("way", [copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s))])
def test_a_said_sentence_can_be_kept(way):
    sentence = said("{n} rows", n=said("{a}{b}", a="{", b="x}"))
    kept = way(sentence)
    assert type(kept) is said
    assert (kept, kept.sentence, kept.values) == ("{x} rows", "{n} rows", {"n": "{x}"})


@pytest.mark.usefixtures("korean")
@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (
            "This is not a date this column can hold.",
            "이 열에서 읽을 수 있는 날짜가 아닙니다.",
        ),
        (
            "This line has 7 cells where the header has 5.",
            "머리글은 5칸인데 이 줄은 7칸입니다.",
        ),
        ("a whole number", "정수여야 합니다."),
        ("Something a format of your own says.", "Something a format of your own says."),
        ("5 contacts", "5 contacts"),
    ],
)
def test_a_stored_sentence_is_found_again(stored, shown):
    assert t_stored(stored) == shown


@pytest.mark.usefixtures("korean")
def test_a_closing_sign_kept_from_markdown_does_not_hide_the_sound_before_it():
    assert locale.with_particles(r"배송\)은(는) 앱\]이(가)") == r"배송\)은 앱\]이"


KOREAN_FILES = {
    "contact": "일자,고객번호,유형,대기시간(분)\n" + "01/02/2024,1,배송,3\n" * 30,
    "answer": "번호,추천의향,신호\n"
    + "".join(f"{n},{1 + n % 10},{n % 7}\n" for n in range(40)),
    "purchase": "고객번호,일자,금액\n"
    + "".join(f"{n},2024-01-02,x\n" for n in range(30)),
}


@pytest.mark.usefixtures("korean")
@pytest.mark.parametrize("into", KOREAN_FILES)
def test_what_is_said_of_a_file_to_map_holds_no_english(into):
    raw = read_file("file.csv", KOREAN_FILES[into].encode())
    for table in KOREAN_FILES:
        proposal = propose(raw, table)
        reasons = [found.why for found in (*proposal.fields, *proposal.questions)]
        faults = Mapping("x", table, raw.header, {}).faults()
        for sentence in (*reasons, *proposal.doubts, *faults):
            assert isinstance(sentence, said)
            assert set(re.findall("[A-Za-z]+", t(sentence))) <= {"NPS"}


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
    return said("Said {n}.", n=n)
"""
    texts = set(found_in(source).places)
    assert texts >= {"Contacts", "Answers", "Others", "All is well.", "Nothing yet."}
    assert texts >= {"One sentence.", "So many", "So many and more", "Day", "Week"}
    assert texts >= {"No file.", "Twice", "Said {n}."}
    assert "Not said to anybody." not in texts


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
