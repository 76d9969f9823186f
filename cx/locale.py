"""Words, numbers and dates in the reader's language.

English is in the code and in the definition files, and is the key; `locales/<lang>.po`
holds the rest.  A missing translation shows the English and fails a test.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from cx.errors import CxError, said

LOCALES = Path(__file__).resolve().parent.parent / "locales"
LANGUAGES = {"en": "English", "ko": "한국어"}
_current: ContextVar[str] = ContextVar("language", default="en")


def set_language(language: str) -> None:
    """Everything said from here on, in this thread, is said in this language."""
    _current.set(language if language in LANGUAGES else "en")


def language() -> str:
    """The reader's language."""
    return _current.get()


def best_language(accepted: str | None) -> str:
    """The language a browser asks for, where we have it.

    >>> best_language("ko-KR,ko;q=0.9,en;q=0.8")
    'ko'
    >>> best_language("fr-FR")
    'en'
    """
    for wanted in (accepted or "").split(","):
        short = wanted.split(";")[0].strip().lower()[:2]
        if short in LANGUAGES:
            return short
    return "en"


@cache
def _catalogue(wanted: str) -> dict[str, str]:
    path = LOCALES / f"{wanted}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        messages = read_po(file, locale=wanted)
    return {
        str(message.id): str(message.string)
        for message in messages
        if message.id and message.string
    }


def t(sentence: str, /, **values: object) -> str:
    """The sentence in the reader's language, with its values put in.

    What is `said` is said again; values that are `said` or errors are, too.

    >>> t("{n} rows", n=3)
    '3 rows'
    """
    if isinstance(sentence, said):
        if not sentence.values:
            return t_stored(sentence.sentence)
        return t(sentence.sentence, **sentence.values)
    found = _catalogue(language()).get(sentence, sentence)
    if values:
        if language() == "en":
            found = with_singulars(found, values)
        found = found.format(**{name: _again(value) for name, value in values.items()})
    return with_particles(found) if language() == "ko" else found


def _again(sentence: object) -> object:
    if isinstance(sentence, CxError):
        return t(sentence.sentence, **sentence.details)
    return t(sentence) if isinstance(sentence, said) else sentence


def t_stored(stored: str) -> str:
    """An English sentence that was kept with its values put in, in the reader's language.

    >>> t_stored("This line has 7 cells where the header has 5.")
    'This line has 7 cells where the header has 5.'
    """
    if stored not in _catalogue(language()):
        for pattern, sentence in _patterns(language()):
            if found := pattern.fullmatch(stored):
                return t(sentence, **found.groupdict())
    return t(stored)


@cache
def _patterns(wanted: str) -> list[tuple[re.Pattern[str], str]]:
    """Whole sentences with values, as patterns; the one with the most words first."""
    sentences = [s for s in _catalogue(wanted) if re.fullmatch(r"[A-Z].*\{.*[.?!]", s)]
    found = []
    for sentence in sorted(sentences, key=lambda s: -len(re.sub(r"\{\w+\}", "", s))):
        seen: set[str] = set()
        pattern = ""
        for part in re.split(r"(\{\w+\})", sentence):
            name = part[1:-1]
            if not re.fullmatch(r"\{\w+\}", part):
                pattern += re.escape(part)
            elif name in seen:
                pattern += f"(?P={name})"
            else:
                seen.add(name)
                pattern += f"(?P<{name}>.+)"
        found.append((re.compile(pattern, re.DOTALL), sentence))
    return found


# What our sentences count; a word that only looks like a plural is not among them.
_NOUNS = """
    alerts answers attempts bytes cells cohorts columns comments comparisons contacts
    customers dates days detractors differences drivers entries episodes failures
    files findings greetings groups hours items journeys letters lines matters methods
    minutes months names numbers ones orders pairs passives people periods points
    promoters ratings reasons resamples responses returns rows rules scores seconds
    shares sites sources stages steps teams tellers themes things times touchpoints
    values versions visits volumes waits ways weeks words
"""
_COUNTED = frozenset(_NOUNS.split())
_BETWEEN = (
    "audited|changed|complete|contact|different|dissatisfied|effort|extra|flagged|hard|"
    "headline|known|low|more|new|other|satisfied|small|timed|unweighted|whole|working"
)
_VERBS = {"are": "is", "were": "was", "have": "has", "do": "does", "make": "makes"}
_COUNT = re.compile(
    rf"\{{(\w+)\}}( (?:(?:{_BETWEEN}) )?)([a-z]+)( (?:{'|'.join(_VERBS)})\b)?"
)


def with_singulars(sentence: str, values: dict[str, object]) -> str:
    """The English sentence as it is said of one; what a value itself says is not touched.

    >>> with_singulars("not judged: {n} periods", {"n": "1"})
    'not judged: {n} period'
    >>> with_singulars("{n} entries are new", {"n": 1})
    '{n} entry is new'
    >>> with_singulars("{n} entries are new", {"n": 11})
    '{n} entries are new'
    """

    def one(found: re.Match[str]) -> str:
        name, between, counted, verb = found.groups()
        if str(values.get(name)) != "1" or counted not in _COUNTED:
            return found[0]
        single = "person" if counted == "people" else re.sub("ie$", "y", counted[:-1])
        said = f" {_VERBS[verb.strip()]}" if verb else ""
        return f"{{{name}}}{between}{single}{said}"

    return _COUNT.sub(one, sentence)


# Which particle follows depends on whether the syllable before it ends in a consonant.
_PARTICLES = {
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "을(를)": ("을", "를"),
    "과(와)": ("과", "와"),
    "으로(로)": ("으로", "로"),
    "이(라)": ("이라", "라"),
}
_CONSONANT_DIGITS = "013678"
_CONSONANT_LETTERS = "lmnrLMNR"


def with_particles(text: str) -> str:
    """Choose Korean particles by the sound before them.

    >>> with_particles("배송은(는) 10으로(로) 채팅이(가)")
    '배송은 10으로 채팅이'
    """
    # A closing sign may stand behind the backslash that keeps it from being Markdown.
    return re.sub(
        r"(.)([\\\"'”’)\]]*)(은\(는\)|이\(가\)|을\(를\)|과\(와\)|으로\(로\)|이\(라\))",
        lambda found: found[1] + found[2] + _particle(found[1], found[3]),
        text,
    )


def _particle(letter: str, pair: str) -> str:
    closed, open_ = _PARTICLES[pair]
    if "가" <= letter <= "힣":
        final = (ord(letter) - ord("가")) % 28
        if pair == "으로(로)" and final == 8:
            return open_
        return closed if final else open_
    if letter.isdigit():
        if pair == "으로(로)" and letter in "178":
            return open_
        return closed if letter in _CONSONANT_DIGITS else open_
    if letter == "%":
        return open_
    return closed if letter in _CONSONANT_LETTERS else open_


@lru_cache(maxsize=20_000)
def _written(value: float, pattern: str, language_: str) -> str:
    # A page writes each of its numbers several times, and thousands of them.
    return format_decimal(value, format=pattern, locale=language_)


def number(value: float, unit: str, *, sign: bool = False) -> str:
    """A value in its unit, rounded for reading only.

    >>> number(0.48985, "share"), number(39.84, "points"), number(4.0644, "score")
    ('49.0%', '39.8', '4.06')
    """
    if unit == "share":
        shown = _written(100 * value, "#,##0.0", language()) + "%"
    elif unit == "points":
        shown = _written(value, "#,##0.0", language())
    elif unit == "seconds":
        decimals = (
            "#,##0" if abs(value) >= 100 or float(value).is_integer() else "#,##0.0"
        )
        written = _written(value, decimals, language())
        shown = t("{n} s", n=written)
    elif unit in ("count", "money"):
        decimals = (
            "#,##0" if abs(value) >= 100 or float(value).is_integer() else "#,##0.0"
        )
        shown = _written(value, decimals, language())
    else:
        shown = _written(value, "#,##0.00", language())
    if not any(digit in "123456789" for digit in shown):
        return shown.lstrip("-")
    return f"+{shown}" if sign and value > 0 else shown.replace("-", "−")


def change(value: float, unit: str) -> str:
    """A difference in its unit: shares differ by percentage points."""
    if unit == "share":
        shown = _written(abs(100 * value), "#,##0.0", language())
        if not any(digit in "123456789" for digit in shown):
            return t("{sign}{value} pp", sign="", value=shown)
        return t("{sign}{value} pp", sign="+" if value > 0 else "−", value=shown)
    return number(value, unit, sign=True)


def whole(value: int) -> str:
    """A count of rows.

    >>> whole(2746)
    '2,746'
    """
    return format_decimal(value, locale=language())


def day(value: date) -> str:
    """A day, in full.

    >>> day(date(2026, 9, 30))
    '30 Sep 2026'
    """
    if language() == "ko":
        return format_date(value, "yyyy년 M월 d일", locale="ko")
    return format_date(value, "d MMM yyyy", locale="en")


def moment(value: str) -> str:
    """A moment of the register (UTC), to the minute."""
    when = datetime.fromisoformat(value)
    pattern = "yyyy. M. d. HH:mm" if language() == "ko" else "d MMM yyyy, HH:mm"
    return format_datetime(when, pattern, locale=language()) + " UTC"
