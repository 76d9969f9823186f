"""The Lorenz chart: what it draws, what a click means, what it says instead."""

from cx.charts import LorenzWords, Spread, describe_lorenz, lorenz_curves
from cx.palette import BAD, GOOD
from cx.stats.concentration import lorenz
from tests.test_charts import WORDS

SAYS = LorenzWords(
    across="share of tellers",
    up="share of people",
    equal="equal",
    point="{label}: {rows} told {held} ({n})",
)
# Ninety tell 1, nine tell 10, one tells 820: 1,000 in all.
LOUD = lorenz({1: 90, 10: 9, 820: 1})


def spread(label="Bad", curve=LOUD, n=100, colour=BAD):
    return Spread(label, curve, n, colour)


def traces(figure, mode):
    return [one for one in figure["data"] if one.get("mode") == mode]


def test_a_curve_runs_from_nothing_to_everything_under_the_line_of_equality():
    figure = lorenz_curves([spread()], words=WORDS, says=SAYS)
    equal, line = traces(figure, "lines")
    assert (equal["x"], equal["y"]) == ([0, 1], [0, 1])
    assert (line["x"][0], line["y"][0]) == (0.0, 0.0)
    assert (line["x"][-1], line["y"][-1]) == (1.0, 1.0)
    assert all(up <= across for across, up in zip(line["x"], line["y"], strict=True))


def test_every_point_carries_its_spread_and_reads_off_its_curve():
    figure = lorenz_curves(
        [spread(curve=None), spread("Good", lorenz({3: 40}), 40, GOOD)],
        words=WORDS,
        says=SAYS,
    )
    (dots,) = traces(figure, "markers")
    assert set(dots["customdata"]) == {1}
    assert dots["marker"]["color"] == GOOD
    # All alike: a tenth of the tellers told a tenth of the people.
    assert all(abs(x - y) < 1e-12 for x, y in zip(dots["x"], dots["y"], strict=True))


def test_nothing_to_draw_is_a_sentence():
    for given in ([], [spread(curve=None)]):
        figure = lorenz_curves(given, words=WORDS, says=SAYS)
        assert WORDS.no_data in str(figure["layout"]["annotations"])
        assert WORDS.no_data in describe_lorenz(given, WORDS, says=SAYS)


def test_a_screen_reader_hears_the_half_and_the_nine_tenths():
    said = describe_lorenz([spread()], WORDS, says=SAYS)
    # The quieter half told 50 of 1,000, the quieter nine tenths 90.
    assert "Bad: 50.0% told 5.0%" in said
    assert "Bad: 90.0% told 9.0%" in said


def test_markup_in_a_name_is_shown_and_never_drawn():
    figure = lorenz_curves([spread("<b>Bad</b>")], words=WORDS, says=SAYS)
    assert "<b>Bad</b>" not in str(figure)
