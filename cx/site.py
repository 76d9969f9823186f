"""Which pages there are, in the order and the groups of the sidebar."""

from __future__ import annotations

from typing import NamedTuple

from cx.catalog import ROOT
from cx.errors import said


class Place(NamedTuple):
    """A page: its file in pages/ and its address, its title, its icon."""

    url: str
    title: str
    icon: str


# HOW TO ADD A PAGE: a file in pages/ and a line here.
GROUPS: dict[str, tuple[Place, ...]] = {
    "": (
        Place("overview", said("Overview"), ":material/dashboard:"),
        Place("compare", said("Compare"), ":material/compare_arrows:"),
    ),
    said("Loyalty"): (
        Place("drivers", said("Loyalty drivers"), ":material/trending_up:"),
        Place("touchpoints", said("Touchpoints (MOT)"), ":material/route:"),
        Place("word_of_mouth", said("Word of mouth"), ":material/campaign:"),
        Place("voices", said("Voices"), ":material/record_voice_over:"),
        Place("customers", said("Customers"), ":material/groups:"),
    ),
    said("Contacts"): (
        Place("resolution", said("First-contact resolution"), ":material/task_alt:"),
        Place("snowballs", said("Snowballs and next issue"), ":material/ac_unit:"),
        Place("effort", said("Effort and channels"), ":material/alt_route:"),
        Place("bottlenecks", said("Waiting and bottlenecks"), ":material/hourglass_top:"),
        Place("reasons", said("Contact reasons"), ":material/location_city:"),
    ),
    said("Service from inside"): (
        Place("audits", said("Audits"), ":material/fact_check:"),
        Place("front_line", said("Front line"), ":material/support_agent:"),
    ),
    said("Files"): (
        Place("data", said("Data"), ":material/database:"),
        Place("history", said("History"), ":material/history:"),
        Place("dictionary", said("Dictionary"), ":material/menu_book:"),
    ),
}
PLACES = {place.url: place for places in GROUPS.values() for place in places}


def file(url: str) -> str:
    """The script of a page, as Streamlit's links want it."""
    return str(ROOT / "pages" / f"{url}.py")
