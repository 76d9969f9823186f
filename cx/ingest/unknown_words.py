"""Words of a staged file that no dictionary knows: asked about, and never dropped."""

from __future__ import annotations

from dataclasses import dataclass

from cx.catalog import named, normalise_header
from cx.errors import said
from cx.ingest.lineage import feeds
from cx.ingest.mapping import UNSCALED, mapping_of
from cx.ingest.mapping_sql import TYPED
from cx.ingest.stage import Staged
from cx.ingest.suggest_names import aliases, plain
from cx.ingest.values import CHANNELS, CHOICES, PURCHASES, ratings
from cx.mart import quoted

# Of one column; more different words than this are no words for a few meanings.
MOST_WORDS = 50
# By kind: what becomes of a word while nobody has said what it means.
MEANWHILE = {
    "channel": said("a channel of its own"),
    "resolved": said("not marked as resolved"),
    "asked": said("an answer that is neither yes nor no"),
}
SET_ASIDE = said("its rows are set aside")
# The kind of words behind each way of reading a cell.
YES_OR_NO = {"direction_of": "direction", "yes_no": "yes_no", "resolved": "yes_no"}
NOT_WORDS = ("responded_at", "weight", "started_at", "closed_at", "occurred_at")


@dataclass(frozen=True)
class UnknownWord:
    """A word, how often it stands in its column, and what it may be read as.

    `note` says what is done with it as long as nobody has answered.
    """

    column: str
    kind: str
    word: str
    times: int
    choices: tuple[str, ...]
    note: str


def unknown_words(staged: Staged) -> tuple[UnknownWord, ...]:
    """Every word to ask about, the most frequent of each column first."""
    made_of = _made_of(staged)
    return (
        *_outside(staged, made_of, "channel", CHANNELS),
        *(
            _outside(staged, made_of, "kind", PURCHASES)
            if _into(staged, "purchase")
            else ()
        ),
        *_statuses(staged, made_of),
        *_unread(staged, made_of),
        *_neither(staged),
    )


def _into(staged: Staged, table: str) -> bool:
    return staged.format.into == table


def _made_of(staged: Staged) -> dict[str, tuple[str, ...]]:
    """Columns of the file by the field that they fill."""
    mapping = mapping_of(staged.format)
    if mapping:
        return {field: (column,) for field, column in mapping.fields.items()}
    return feeds(staged.con, staged.format, staged.raw.header)


def _answered(staged: Staged, column: str, word: str) -> bool:
    given = staged.format.values.get(column, {})
    return word.strip().lower() in {known.strip().lower() for known in given}


def _words(
    staged: Staged, kind: str, column: str, condition: str, choices: tuple[str, ...]
) -> list[UnknownWord]:
    """The cells of a column on the lines that meet a condition on `filled`."""
    staged.raw.attach(staged.con)
    rows = staged.con.execute(
        f"""select trim({quoted(column)}) as word, count(*) as times
        from file_rows
        where cell({quoted(column)}) is not null
            and line in (select line from filled where {condition})
        group by word order by times desc, word limit {MOST_WORDS}"""
    ).fetchall()
    return [
        UnknownWord(column, kind, word, times, choices, MEANWHILE.get(kind, SET_ASIDE))
        for word, times in rows
        if not _answered(staged, column, word)
    ]


def _outside(
    staged: Staged,
    made_of: dict[str, tuple[str, ...]],
    field: str,
    known: tuple[str, ...],
) -> list[UnknownWord]:
    """Words that were kept as they are, since they are none of the known ones."""
    condition = f"{field} is not null and {field} not in {known}"
    found: list[UnknownWord] = []
    for column in made_of.get(field, ()):
        found += _words(staged, field, column, condition, CHOICES[field])
    return found


def _statuses(staged: Staged, made_of: dict[str, tuple[str, ...]]) -> list[UnknownWord]:
    if not _into(staged, "contact") or not made_of.get("status"):
        return []
    known = {plain(word) for word in aliases()["words"]["unresolved"]}
    condition = "resolved is not true and not coalesce(resolved_status(status), true)"
    return [
        word
        for column in made_of["status"]
        for word in _words(staged, "resolved", column, condition, CHOICES["resolved"])
        if plain(word.word) not in known
    ]


def _kinds(
    staged: Staged, made_of: dict[str, tuple[str, ...]]
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """(kind, choices) of the columns whose words may have been set aside."""
    mapping = mapping_of(staged.format)
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for field, columns in made_of.items():
        if kind := YES_OR_NO.get(TYPED.get(field, "")):
            found |= dict.fromkeys(columns, (kind, CHOICES[kind]))
    if mapping and mapping.scale and "score" in mapping.fields:
        # Without a score, an item that applied would be set aside all the same.
        scale = tuple(choice for choice in ratings(*mapping.scale) if choice)
        found[mapping.fields["score"]] = ("rating", scale)
    for q in mapping.questions if mapping else ():
        if q.question == "wom_told":
            found[q.column] = ("told", CHOICES["told"])
        elif q.question == "experience":
            found[q.column] = ("experience", CHOICES["experience"])
        elif q.question not in UNSCALED and q.scale_min is not None:
            scale = ratings(q.scale_min, q.scale_max or q.scale_min)
            found[q.column] = ("rating", scale)
    return found


def _unread(staged: Staged, made_of: dict[str, tuple[str, ...]]) -> list[UnknownWord]:
    """Words for which their lines were set aside."""
    kinds = _kinds(staged, made_of)
    known_survey = _into(staged, "answer") and not mapping_of(staged.format)
    scales = _scales(staged) if known_survey else {}
    not_words = {
        column for field in NOT_WORDS for column in made_of.get(field, ()) if column
    }
    names = {normalise_header(name): name for name in staged.raw.header}
    rows = staged.con.execute(
        """select "column", trim("value") as word, count(distinct line) as times
        from set_aside where trim("value") <> ''
        group by all order by times desc, word"""
    ).fetchall()
    found: list[UnknownWord] = []
    for column, word, times in rows:
        name = names.get(normalise_header(column))
        kind, choices = kinds.get(name or "", ("", ()))
        if not kind and name and name not in not_words and _into(staged, "answer"):
            kind, choices = "rating", scales.get((name, word), ())
        if not name or not kind or not choices or _answered(staged, name, word):
            continue
        if sum(other.column == name for other in found) < MOST_WORDS:
            found.append(UnknownWord(name, kind, word, times, choices, SET_ASIDE))
    return found


def _scales(staged: Staged) -> dict[tuple[str, str], tuple[str, ...]]:
    """Choices for the cells of a known survey export that could not be read."""
    have = {row[0] for row in staged.con.execute("describe mapped").fetchall()}
    if not have >= {"problems", "state", "score", "scale_min", "scale_max"}:
        return {}
    # Not every survey export has answers in words.
    unread = "score is null" + (" and label is null" if "label" in have else "")
    rows = staged.con.execute(
        f"""select distinct found."column", trim(found."value"), scale_min, scale_max
        from (
            select unnest(problems) as found, scale_min, scale_max
            from mapped
            where state = 'answered' and {unread}
        )
        where found is not null and scale_max is not null"""
    ).fetchall()
    names = named(staged.format, staged.raw.header)
    return {
        (names.get(normalise_header(column), column), word): ratings(low, high)
        for column, word, low, high in rows
    }


def _neither(staged: Staged) -> list[UnknownWord]:
    """Answers to "is it resolved?" that are neither yes nor no."""
    mapping = mapping_of(staged.format)
    return [
        word
        for q in (mapping.questions if mapping else ())
        if q.question == "fcr_resolved"
        for word in _words(
            staged,
            "asked",
            q.column,
            "question = 'fcr_resolved' and label = 'unknown'",
            CHOICES["asked"],
        )
    ]
