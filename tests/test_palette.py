"""Colours mean the same everywhere, and can be told apart by everyone."""

from itertools import combinations

import numpy as np
import pytest
from streamlit.elements.lib import streamlit_plotly_theme

from cx import palette

# Viénot, Brettel & Mollon (1999), Color Res. Appl. 24:243, in linear RGB.
SEEN_BY = {
    "everyone": np.eye(3),
    "protanopia": np.array(
        [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]]
    ),
    "deuteranopia": np.array(
        [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]]
    ),
}
XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])
# Greys differ from each other by dash and fill, not by colour.
SIDE_BY_SIDE = (palette.US, palette.GOOD, palette.BAD, palette.NEUTRAL, palette.BENCHMARK)
THEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


def linear(colour):
    rgb = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    xyz = XYZ @ np.clip(rgb, 0, 1) / WHITE
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one, other):
    dim, bright = sorted(float(linear(colour) @ XYZ[1]) for colour in (one, other))
    return (bright + 0.05) / (dim + 0.05)


@THEMES
@pytest.mark.parametrize("meaning", palette.MEANINGS)
def test_every_mark_stands_out_from_the_page(meaning, dark):
    shown = palette.colours(dark=dark)
    assert contrast(shown[palette.MEANINGS[meaning]], shown[palette.PAPER]) >= 3


@THEMES
@pytest.mark.parametrize("text", [palette.INK, palette.MUTED, palette.US])
def test_text_in_charts_is_readable(text, dark):
    shown = palette.colours(dark=dark)
    assert contrast(shown[text], shown[palette.PAPER]) >= 4.5


@THEMES
@pytest.mark.parametrize("eyes", SEEN_BY)
def test_colours_side_by_side_are_told_apart_by(eyes, dark):
    shown = palette.colours(dark=dark)
    seen = {token: lab(SEEN_BY[eyes] @ linear(shown[token])) for token in SIDE_BY_SIDE}
    for one, other in combinations(SIDE_BY_SIDE, 2):
        assert np.linalg.norm(seen[one] - seen[other]) > 20, (shown[one], shown[other])


def test_stand_ins_are_those_that_streamlit_exchanges():
    known = {
        value for name, value in vars(streamlit_plotly_theme).items() if name.isupper()
    }
    ours = {value for value in vars(palette).values() if str(value).startswith("#0000")}
    assert ours <= known


@THEMES
def test_lists_are_complete_in_both_themes(dark):
    assert len(palette.colours(dark=dark)) == 32


def test_a_printed_figure_holds_no_stand_in():
    figure = {"data": [{"marker": {"color": [palette.US, palette.PAPER]}}]}
    assert palette.printed(figure)["data"][0]["marker"]["color"] == ["#14505F", "#FBF9F4"]


@pytest.mark.parametrize(
    ("change", "better", "colour"),
    [
        (1, "higher", palette.GOOD),
        (1, "lower", palette.BAD),
        (0, "higher", palette.NEUTRAL),
        (1, "target", palette.NEUTRAL),
    ],
)
def test_a_change_is_good_only_in_the_better_direction(change, better, colour):
    assert palette.verdict(change, better=better) == colour
