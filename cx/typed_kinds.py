"""What can be typed on pages, declared once: kinds of things said, and their fields.

A kind is about a subject: one field, or several that together name one thing.  What was
said last about a subject counts, whole: fields that are left out are empty then.
"""

from __future__ import annotations

from cx.errors import QuestionError, said
from cx.typed_values import CHOICE, DAY, LIST, NUMBER, PERSON, WHOLE, Field, Kind

REASON = Field("reason", said("Contact reason"), required=True)
EVIDENCE = Field("evidence", said("Evidence"), longest=1_000)

_DECLARED = (
    Kind(
        "reason_scored",
        said("Value of a contact reason"),
        ("reason",),
        (
            REASON,
            Field("for_customer", said("For the customer"), WHOLE, low=-2, high=2),
            Field("for_company", said("For the company"), WHOLE, low=-2, high=2),
            Field("why", said("Why"), longest=1_000),
        ),
        one_of=("for_customer", "for_company"),
    ),
    Kind(
        "owner_set",
        said("Owner of a contact reason"),
        ("reason",),
        (
            REASON,
            Field("owner", said("Owner"), required=True),
            Field("contributors", said("Contributors"), LIST),
        ),
    ),
    Kind(
        "target_set",
        said("Target for a contact reason"),
        ("reason",),
        (
            REASON,
            Field("target", said("Contacts per X"), NUMBER, required=True, low=0),
            Field("per", said("X"), required=True),
            Field("due", said("Due"), DAY),
        ),
    ),
    Kind(
        "action_set",
        said("Action on a contact reason"),
        ("reason",),
        (
            REASON,
            Field(
                "action",
                said("Action"),
                CHOICE,
                required=True,
                choices=("eliminate", "automate", "simplify", "leverage", "improve"),
            ),
            Field(
                "status",
                said("Status"),
                CHOICE,
                required=True,
                choices=("planned", "started", "done", "told", "stopped"),
            ),
            Field("started_at", said("Started on"), DAY),
            Field("done_at", said("Done on"), DAY),
            Field("words", said("In words"), longest=1_000),
        ),
    ),
    Kind(
        "theme_words",
        said("Words of a theme"),
        ("theme",),
        (
            Field("theme", said("Theme"), required=True),
            # Without words a theme is not shown.
            Field("words", said("Words"), LIST),
            Field("reason", said("Contact reason")),
        ),
    ),
    Kind(
        "process_change",
        said("Change of a process"),
        ("date", "words"),
        (
            Field("date", said("Day"), DAY, required=True),
            Field("words", said("In words"), required=True),
            Field("metric", said("Metric")),
        ),
    ),
    Kind(
        "assessment_filled",
        said("Self-assessment"),
        ("framework", "item", "role", "respondent"),
        (
            Field("framework", said("Framework"), required=True),
            Field("item", said("Item"), required=True),
            Field("score", said("Score"), WHOLE, required=True, low=1, high=5),
            Field("role", said("Role"), required=True),
            Field("respondent", said("Respondent"), PERSON),
            EVIDENCE,
        ),
    ),
    Kind(
        "abuse_flagged",
        said("Abusive contact"),
        ("contact_id",),
        (
            Field("contact_id", said("Contact number"), required=True),
            Field("abuse", said("Kind of abuse"), required=True),
            EVIDENCE,
        ),
    ),
    Kind(
        "coaching_started",
        said("Start of coaching"),
        ("team", "date"),
        (
            Field("team", said("Team"), required=True),
            Field("date", said("Day"), DAY, required=True),
            Field("words", said("In words"), longest=1_000),
        ),
    ),
    Kind(
        "listening_post",
        said("Listening post"),
        ("method", "stage"),
        (
            Field("method", said("Method"), required=True),
            Field("stage", said("Stage of the journey"), required=True),
            Field("last_date", said("Last done on"), DAY),
            Field("n", said("Number of people"), WHOLE, low=0, high=1_000_000_000),
            Field("finding", said("Finding"), longest=1_000),
            Field("follow_up", said("What was done about it"), longest=1_000),
        ),
    ),
)
KINDS = {kind.id: kind for kind in _DECLARED}
# The words of choices; anything else is said as it was typed.
CHOICE_WORDS = {
    "eliminate": said("Eliminate"),
    "automate": said("Automate"),
    "simplify": said("Simplify"),
    "leverage": said("Leverage"),
    "improve": said("Improve"),
    "planned": said("Planned"),
    "started": said("Started"),
    "done": said("Done"),
    "told": said("Customers were told"),
    "stopped": said("Stopped"),
}


def kind_of(kind_id: str) -> Kind:
    """A kind by its id, or a sentence."""
    if kind_id not in KINDS:
        raise QuestionError(
            "Nothing of the kind {kind} can be recorded. Kinds are: {known}. Nothing was "
            "recorded.",
            kind=kind_id,
            known=", ".join(KINDS),
        )
    return KINDS[kind_id]
