"""What each column of a format's own files is, judged by what the format makes of it.

A column is a field if the format's SELECT makes the field of it, and reading the column
as that field gives what the format gives on at least half of the lines where it gives
anything.
"""

from pathlib import Path

from cx import catalog
from cx.ingest.lineage import feeds
from cx.ingest.mapping import DATE_ORDERS, QUESTIONS, UNITS, Mapping, fields_of
from cx.ingest.mapping_sql import TYPED, _read
from cx.ingest.read import read_file
from cx.ingest.stage import _make_raw, connect, used_columns
from cx.mart import quoted

SAMPLES = Path(__file__).parent / "samples"
SHIPPED = Path(__file__).parent.parent / "sample_data"
NOTHING = ""

LEGS = "The format adds up the legs of a contact; a mapping takes each line as it stands."
PARTS = "The format adds after-call work; talking alone is what a mapping can take."
# (file, column, what is right, why): where the format does what a mapping cannot, or
# leaves to a person what may be proposed.  NOTHING: to propose nothing is right too.
BY_HAND = (
    ("amazon_connect", "Queue.Duration", ("wait_s",), LEGS),
    ("amazon_connect", "Agent.Username", ("agent_id",), LEGS),
    ("amazon_connect", "Agent.AgentInteractionDuration", ("handle_s",), PARTS),
    ("five9_calllog", "CALL ID", ("contact_id",), LEGS),
    ("five9_calllog", "SESSION ID", ("contact_id", NOTHING), LEGS),
    ("five9_calllog", "TALK TIME", ("handle_s",), PARTS),
    ("five9_calllog", "HOLD TIME", ("hold_s",), LEGS),
    ("five9_calllog", "TRANSFERS", ("transfers", NOTHING), LEGS),
    ("nice_cxone", "Agent_Time", ("handle_s",), PARTS),
    ("nice_cxone", "Start_Date", ("started_at",), "The format adds the time of day."),
    ("nice_cxone", "Skill_Name", ("team", NOTHING), "Either says who it was."),
    ("nice_cxone", "Team_Name", ("team", NOTHING), "Either says who it was."),
    ("korean_cti", "통화시간", ("handle_s",), PARTS),
    ("happytalk", "방번호", ("contact_id",), "The format adds the reopening."),
    (
        "channeltalk_json", "tags", ("reason", NOTHING),
        "The format takes a path out of a list; a mapping would keep the list.",
    ),
    (
        "google_forms", "Email Address", ("customer_id", NOTHING),
        "The format leaves e-mail addresses out; who maps by hand may join by them.",
    ),
    (
        "google_forms_ko", "이메일 주소", ("customer_id", NOTHING),
        "The format leaves e-mail addresses out; who maps by hand may join by them.",
    ),
    (
        "intercom_csat", "Agent rated type", (NOTHING,),
        "The format makes a team of people and bots of it, by the vendor's words.",
    ),
    (
        "intercom_conversations", "Conversation last closed at (Asia/Seoul)",
        ("closed_at",), "The format takes it where the state says closed.",
    ),
    (
        "zendesk_tickets", "Topic [list]", ("reason",),
        "A field that the account made: the format cannot know it, a header can.",
    ),
)  # fmt: skip


def files():
    """(name, file, its format): every sample, and the first lines of the sample data."""
    for path in sorted(SAMPLES.iterdir()):
        raw = read_file(path.name, path.read_bytes())
        yield path.stem, raw, catalog.detect(list(raw.header))[0]
    for path in sorted(SHIPPED.glob("*.csv")):
        lines = path.read_bytes().splitlines(keepends=True)[:1000]
        raw = read_file(path.name, b"".join(lines))
        yield path.stem, raw, catalog.detect(list(raw.header))[0]


def truth(raw, fmt):
    """{column: the fields and questions it is}, for columns that hold anything."""
    with connect() as con:
        _make_raw(con, raw, fmt, used_columns(con, fmt))
        sql = fmt.sql
        if fmt.questions:
            con.execute(f"create temp table response as {fmt.sql}")
            sql = catalog.questions_sql()
        con.execute(f"create temp table mapped as {sql}")
        filled = {row[0] for row in con.execute("describe mapped").fetchall()}
        filled -= {"line", "problems"}
        made_of = feeds(con, fmt, raw.header)
        if "cells" in used_columns(con, fmt):
            # Found by patterns: every column may be any field, and the values decide.
            made_of = {field: made_of.get(field) or raw.header for field in filled}
        held = _held(con, raw.header)
        right = {column: set() for column in held}
        for field in sorted(filled & set(fields_of(fmt.into))):
            for column in set(made_of.get(field, ())) & set(held):
                if _same(con, fmt, field, column):
                    right[column].add(field)
        if fmt.into == "answer":
            for name in {"question", "touchpoint", "score", "label"} - filled:
                con.execute(f"alter table mapped add column {name} varchar")
            for column in held:
                right[column] |= _questions(con, column)
        return right


def _held(con, header):
    sums = ", ".join(f"count(cell({quoted(name)}))" for name in header)
    counts = con.execute(f"select {sums} from raw").fetchone()
    return [name for name, count in zip(header, counts, strict=True) if count]


def _ways(field, column, into):
    """Every way a mapping can read a column as a field."""
    for order in DATE_ORDERS if TYPED.get(field) == "moment" else ("ymd",):
        for unit in UNITS if TYPED.get(field) == "seconds" else ("s",):
            mapping = Mapping("m", into, (), {}, date_order=order, units={field: unit})
            yield _read(field, column, mapping)[0]


def _same(con, fmt, field, column):
    given = f"cast(mapped.{field} as varchar)"
    for sql in _ways(field, column, fmt.into):
        read = "cast(given as varchar)"
        equal = f"{read} = {given}"
        if TYPED.get(field) in ("seconds", "number", "whole"):
            equal = f"abs(given - mapped.{field}) < 0.001"
        elif TYPED.get(field) is None:
            # Telephone numbers and the like lose what is not a digit.
            digits = r"ltrim(regexp_replace({}, '\D', '', 'g'), '0')"
            equal += f" or {digits.format(read)} = nullif({digits.format(given)}, '')"
            equal += f" or contains(lower({read}), lower({given}))"
        elif field == "channel":
            # A word of the vendor's may be called otherwise here.
            equal += " or given is not null"
        found = con.execute(
            f"""select count(*) filter ({equal}), count(*) from mapped
            join (select line, {sql} as given from raw) as reading using (line)
            where mapped.{field} is not null"""
        ).fetchone()
        if found[1] and 2 * found[0] >= found[1]:
            return True
    return False


def _questions(con, column):
    """Questions whose scores or words a reading of the column gives."""
    cell = "raw." + quoted(column)
    rows = con.execute(
        f"""select mapped.question,
            count(*) filter (
                mapped.score::double in (
                    number({cell}), rating5({cell}), rating7({cell}),
                    yes_no({cell})::double
                )
                or mapped.label in (told_of({cell}), lower(cell({cell})))
            ),
            count(*)
        from mapped join raw using (line)
        where mapped.score is not null or mapped.label is not null
        group by mapped.question, mapped.touchpoint"""
    ).fetchall()
    return {f"question {q}" for q, same, n in rows if 2 * same >= n and q in QUESTIONS}


def by_hand(name, column):
    """What somebody judged right for a column, or None."""
    return next(
        (right for file, header, right, _ in BY_HAND if (file, header) == (name, column)),
        None,
    )
