"""All the Streamlit glue: what a page is made of."""

from cx.ui.audits import audits
from cx.ui.bottlenecks import bottlenecks
from cx.ui.comparing import comparing
from cx.ui.customers import customers
from cx.ui.data_page import data_page
from cx.ui.dictionary import dictionary
from cx.ui.driver_page import driver_page
from cx.ui.effort import effort
from cx.ui.frame import page
from cx.ui.front_line import front_line
from cx.ui.history_page import history_page
from cx.ui.overview import overview
from cx.ui.reasons import reasons
from cx.ui.resolution import resolution
from cx.ui.snowballs import snowballs
from cx.ui.touchpoints import touchpoints
from cx.ui.voices import voices
from cx.ui.word_of_mouth import word_of_mouth

__all__ = [
    "audits",
    "bottlenecks",
    "comparing",
    "customers",
    "data_page",
    "dictionary",
    "driver_page",
    "effort",
    "front_line",
    "history_page",
    "overview",
    "page",
    "reasons",
    "resolution",
    "snowballs",
    "touchpoints",
    "voices",
    "word_of_mouth",
]
