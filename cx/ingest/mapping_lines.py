"""What a mapping makes of audits and of volumes: the SQL of their own columns.

It reads cells as formats/generic_audit.sql and generic_volume.sql do.  What no column
says, a person said once for the whole file: the scale, the length of a period, what was
counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cx.ingest.suggest_names import aliases
from cx.mart import quoted

if TYPE_CHECKING:
    from cx.ingest.mapping import Mapping

GRAINS = ("day", "week", "month")
# An item that did not apply; "not used" is what a word may be said to mean.
LEFT_OUT = "(?i)n/?a|not applicable|not used|해당 ?(사항 ?)?없음"
MONTH = r"^(\d{4})\s*[-./년]\s*(\d{1,2})\s*[.월]?$"
MONTH_FIRST = r"^(\d{1,2})\s*[-./]\s*(\d{4})$"
COMPACT_MONTH = r"^(\d{4})(0[1-9]|1[0-2])$"
# Mar 2024, March 2024, and Mar-24 as spreadsheets write it.
NAMED_MONTHS = "['%b %Y', '%B %Y', '%b-%y', '%b-%Y']"
WEEK = r"\d{4}-?W\d\d"


def left_out(cell: str) -> str:
    """SQL: whether a score says that its item did not apply."""
    return f"coalesce(regexp_full_match(trim({cell}), '{LEFT_OUT}'), false)"


def ends(mapping: Mapping, score: str) -> tuple[str, str]:
    """SQL for the lowest and the highest possible score of a line."""
    low, high = mapping.scale or (0.0, None)
    lowest = f"cast({low!r} as double)"
    # A yes or no needs no scale beside it: it runs from 0 to 1.
    highest = (
        f"case when number({score}) is null then 1 end"
        if high is None
        else f"cast({high!r} as double)"
    )
    if "scale_min" in mapping.fields:
        lowest = f"coalesce(number({quoted(mapping.fields['scale_min'])}), {lowest})"
    if "scale_max" in mapping.fields:
        cell = quoted(mapping.fields["scale_max"])
        highest = f"case when cell({cell}) is null then {highest} else number({cell}) end"
    return lowest, highest


def score_of(cell: str, mapping: Mapping) -> str:
    """SQL for a score: a number, or yes and no as the ends of the scale."""
    low, high = ends(mapping, cell)
    return (
        f"coalesce(number({cell}), case yes_no({cell}) when true then {high} "
        f"when false then {low} end)"
    )


def audit_lines(mapping: Mapping) -> list[str]:
    """What every audit line needs, whether a column gives it or not."""
    if "score" not in mapping.fields:
        return []
    cell = quoted(mapping.fields["score"])
    low, high = ends(mapping, cell)
    applies = f"not {left_out(cell)}"
    if "applicable" in mapping.fields:
        said = f"yes_no({quoted(mapping.fields['applicable'])})"
        applies = f"coalesce({said}, {applies})"
    return [f"{low} as scale_min", f"{high} as scale_max", f"{applies} as applicable"]


def period(cell: str, moment: str) -> str:
    """SQL for the first day of a day, week or month; `moment` reads it as a day."""
    return f"""coalesce(
        {moment},
        moment_ymd(regexp_replace(trim({cell}), '{MONTH}', '\\1-\\2-1')),
        moment_ymd(regexp_replace(trim({cell}), '{MONTH_FIRST}', '\\2-\\1-1')),
        moment_ymd(regexp_replace(trim({cell}), '{COMPACT_MONTH}', '\\1-\\2-1')),
        try_strptime(trim({cell}), {NAMED_MONTHS}),
        case
            when regexp_full_match(trim({cell}), '{WEEK}')
                then try_strptime(
                    replace(replace(trim({cell}), '-', ''), 'W', '-W') || '-1',
                    '%G-W%V-%u'
                )
        end
    )"""


def grain_of(cell: str) -> str:
    """SQL for the length of a period, from a word for it."""
    return _looked_up(cell, "grains")


def measure_of(cell: str) -> str:
    """SQL for what was counted: the same thing in two languages is one thing."""
    return f"coalesce({_looked_up(cell, 'measures')}, lower(cell({cell})))"


def volume_lines(mapping: Mapping, moment: str) -> list[str]:
    """What every volume line needs, whether a column gives it or not."""
    selected = []
    if "period_start" in mapping.fields:
        cell = quoted(mapping.fields["period_start"])
        grain = (
            f"'{mapping.grain}'"
            if mapping.grain in GRAINS
            else f"case when contains({cell}, 'W') then 'week' "
            f"when {moment} is not null then 'day' else 'month' end"
        )
        if "grain" in mapping.fields:
            word = quoted(mapping.fields["grain"])
            grain = (
                f"case when cell({word}) is null then {grain} else {grain_of(word)} end"
            )
        selected.append(f"{grain} as grain")
    if "measure" not in mapping.fields:
        name = mapping.measure or mapping.fields.get("value", "")
        escaped = name.replace("'", "''")
        selected.append(measure_of(f"'{escaped}'") + " as measure")
    return selected


def _looked_up(cell: str, group: str) -> str:
    pairs = ", ".join(
        f"('{word}', '{meaning}')"
        for meaning, words in aliases()[group].items()
        for word in words
    )
    return f"map_from_entries([{pairs}])[lower(trim({cell}))]"
