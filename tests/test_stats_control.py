"""Control charts against qicharts2 0.8.1, qcc 2.7, published charts and their rules."""

import csv
import json
from math import isnan, nan, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx.stats.control import (
    LANEY,
    PLAIN,
    crossings_limit,
    individuals_chart,
    longest_run_limit,
    runs,
    score_chart,
    share_chart,
)

GOLDEN = Path(__file__).parent / "golden"
# From GPL packages: read where they are, never copied here.
ELSEWHERE = Path(__file__).parents[2] / "shared" / "reference" / "golden"
RECORDS = {r["id"]: r for r in json.loads((GOLDEN / "stats.json").read_text())}


def column(record, name, only=None):
    file = GOLDEN / record["inputs"]["file"]
    if not file.exists():
        file = ELSEWHERE / record["inputs"]["file"]
    if not file.exists():
        pytest.skip(f"{file.name} comes from a GPL package and is not in this repository")
    with file.open() as lines:
        return [
            float(row[name])
            for row in csv.DictReader(lines)
            if only in (None, row.get("trial"))
        ]


def places(flags):
    """As the records count: from 1."""
    return [place for place, flag in enumerate(flags, start=1) if flag]


def check_runs(ours, expected):
    for name in ("longest", "longest_max", "crossings", "crossings_min", "signal"):
        assert getattr(ours, name) == expected[name], name
    assert ours.useful == expected["n_useful"]


@pytest.mark.parametrize(("kind", "widened"), [("p", False), ("pprime", True)])
def test_charts_of_shares_are_those_of_r(kind, widened):
    record = RECORDS["laney.nhs_accidents"]
    expected = record["expected"]
    chart = share_chart(column(record, "n"), column(record, "r"), widened=widened)
    assert chart.centre == pytest.approx(expected["center"], abs=1e-9)
    assert list(chart.low) == pytest.approx(expected[f"{kind}_lcl"], abs=1e-9)
    assert list(chart.high) == pytest.approx(expected[f"{kind}_ucl"], abs=1e-9)
    assert places(chart.outside) == expected[f"{kind}_outside_1based"]
    check_runs(chart.runs, expected["runs"])
    assert chart.method == (LANEY if widened else PLAIN)
    assert not chart.provisional


def test_equal_samples_have_the_published_limits():
    record = RECORDS["pchart.orangejuice"]
    expected = record["expected"]
    # Montgomery's first 30 samples are the trial that the limits are made of.
    trial = [column(record, n, "TRUE") for n in ("size", "D")]
    chart = share_chart(*trial, widened=False)
    assert chart.centre == pytest.approx(expected["center"], abs=1e-9)
    assert list(chart.low) == pytest.approx([expected["lcl"]] * 30, abs=1e-9)
    assert chart.high[0] == pytest.approx(0.4102, abs=5e-5)
    assert places(chart.outside) == expected["beyond_1based"]
    whole = share_chart(
        column(record, "size"), column(record, "D"), widened=False, baseline=30
    )
    assert whole.centre == chart.centre
    assert whole.outside[:30] == chart.outside


@pytest.mark.parametrize("name", ["xmr.montgomery_6.5", "xmr.nps_shift"])
def test_charts_of_single_values_are_those_of_r(name):
    record = RECORDS[name]
    expected, inputs = record["expected"], record["inputs"]
    values = column(record, inputs["y"])
    chart = individuals_chart(values, baseline=inputs["freeze"])
    assert chart.centre == pytest.approx(expected["center"], abs=1e-9)
    assert chart.low[0] == chart.low[-1] == pytest.approx(expected["lcl"], abs=1e-9)
    assert chart.high[0] == pytest.approx(expected["ucl"], abs=1e-9)
    assert chart.sigma_z * 1.128 == pytest.approx(expected["mean_mr"], abs=1e-9)
    assert places(chart.outside) == expected["outside_1based"]
    check_runs(chart.runs, expected["runs"])
    longest = expected["runs"]["longest"] if expected["runs"]["signal"] else 0
    assert sum(chart.in_long_run) == longest


def test_what_chance_makes_of_runs_is_as_published():
    record = RECORDS["anhoej.dev"]
    useful, expected = record["inputs"]["n_useful"], record["expected"]
    assert [longest_run_limit(n) for n in useful] == expected["longest_run_max"]
    assert [crossings_limit(n) for n in useful] == expected["crossings_min"]
    assert (longest_run_limit(0), crossings_limit(0), crossings_limit(1)) == (3, 0, 0)


def test_a_share_chart_worked_by_hand():
    # p = 60/200, error .0458; z = -2.182, 2.182: sigma_z = 4.364 / 1.128.
    chart = share_chart([100, 100], [20, 40])
    error = sqrt(0.3 * 0.7 / 100)
    assert chart.sigma_z == pytest.approx(0.2 / error / 1.128)
    assert chart.high[0] == pytest.approx(0.3 + 3 * 0.2 / 1.128)
    assert chart.low[0] == 0  # .3 - .53 is no share


def test_scores_of_shares_give_the_chart_of_shares():
    # The same formula: with each period's binomial error around the centre.
    n, x = [50, 80, 120, 60], [10, 20, 31, 9]
    centre = sum(x) / sum(n)
    errors = [sqrt(centre * (1 - centre) / m) for m in n]
    shares = share_chart(n, x)
    scores = score_chart(
        [a / b for a, b in zip(x, n, strict=True)], errors, answers=n, bounds=(0, 1)
    )
    assert scores.centre == pytest.approx(shares.centre)
    assert scores.low == pytest.approx(shares.low)
    assert scores.high == pytest.approx(shares.high)


def test_scores_with_one_error_give_the_chart_of_single_values():
    values = [30.0, 42.0, 35.0, 28.0, 44.0]
    one, other = score_chart(values, [7.0] * 5), individuals_chart(values)
    assert one.low == pytest.approx(other.low)
    assert score_chart(values, [7.0] * 5, bounds=(20, 40)).high == (40,) * 5


def test_a_running_period_is_drawn_but_neither_judged_nor_in_the_limits():
    n, x = [100] * 14, [20, 22, 19, 21, 20, 18, 22, 20, 21, 19, 20, 22, 19, 21]
    chart, whole = share_chart(n, x), share_chart([*n, 40], [*x, 39], unfinished=[14])
    assert whole.centre == chart.centre
    assert whole.sigma_z == chart.sigma_z
    assert whole.runs == chart.runs
    assert whole.values[14] == 39 / 40 > whole.high[14] > chart.high[0]
    assert not whole.outside[14]
    assert not whole.judged[14]
    assert share_chart([*n, 40], [*x, 39]).outside[14]


def test_unripe_days_in_the_middle_do_not_break_a_run():
    values = [1.0] * 5 + [9.0] + [1.0] * 5 + [5.0, 1.0] * 6
    chart = individuals_chart(values, unfinished=[5])
    assert chart.runs.longest == 10
    assert places(chart.in_long_run) == [1, 2, 3, 4, 5, 7, 8, 9, 10, 11]


def test_a_period_without_answers_has_no_value_no_limits_and_no_say():
    chart = share_chart([50, 0, 60], [10, 0, 15])
    assert isnan(chart.values[1])
    assert isnan(chart.low[1])
    assert not chart.outside[1]
    assert chart.sigma_z == share_chart([50, 60], [10, 15]).sigma_z
    scores = score_chart([0.1, nan, 0.3], [0.05, nan, 0.05], bounds=(-1, 1))
    assert scores.centre == pytest.approx(0.2)
    assert isnan(scores.high[1])
    weighted = score_chart([0.1, 0.9, 0.3], [0.05, 0.05, 0.05], answers=[10, 0, 30])
    assert weighted.centre == pytest.approx(0.25)
    assert not weighted.judged[1]


def test_a_score_without_an_error_is_no_signal():
    chart = score_chart([0.2, 0.3, 1.0, 0.25], [0.05, 0.05, 0.0, 0.05])
    assert isnan(chart.low[2])
    assert not chart.outside[2]


def test_one_period_has_a_centre_and_no_limits():
    chart = share_chart([10], [4])
    assert (chart.centre, chart.signal, chart.provisional) == (0.4, False, True)
    assert isnan(chart.sigma_z)
    assert isnan(chart.low[0])


def test_where_nobody_ever_did_nothing_says_how_far_the_next_may_be():
    chart = share_chart([100] * 13, [0] * 12 + [1], baseline=12)
    assert isnan(chart.high[12])
    assert chart.outside[12] is False
    assert chart.provisional


def test_limits_of_fewer_than_twelve_periods_are_provisional():
    values = [1.0, 2.0] * 12
    assert individuals_chart(values[:11]).provisional
    assert not individuals_chart(values[:12]).provisional
    assert individuals_chart(values, baseline=11).provisional
    assert individuals_chart(values[:12], unfinished=[11]).provisional


def test_values_that_never_change_are_no_signal():
    chart = individuals_chart([0.1 + 0.2] * 20)
    assert chart.sigma_z == pytest.approx(0, abs=1e-15)
    assert not chart.signal
    assert chart.runs.useful == 0


def test_a_long_run_and_few_crossings_are_told_apart():
    long = runs([1] * 9 + [-1, 1] * 8, 0)
    assert (long.long_run, long.few_crossings, long.signal) == (True, False, True)
    few = runs([1] * 6 + [-1] * 6 + [1] * 6 + [-1] * 6, 0)
    assert (few.long_run, few.few_crossings, few.signal) == (False, True, True)


def test_nine_values_on_two_sides_are_too_few_to_say():
    assert not runs([1] * 7 + [-1] * 2, 0).signal
    assert runs([1] * 7 + [-1] * 3, 0).signal


def test_values_on_the_centre_line_neither_break_a_run_nor_count():
    ours = runs([1, 1, 0, 1, -1], 0)
    assert (ours.useful, ours.longest, ours.crossings) == (4, 3, 1)


@pytest.mark.parametrize(
    "chart",
    [
        lambda: share_chart([], []),
        lambda: share_chart([0, 0], [0, 0]),
        lambda: share_chart([10], [5], unfinished=[0]),
        lambda: individuals_chart([nan]),
        lambda: individuals_chart([1.0, 2.0], baseline=0),
    ],
)
def test_no_period_to_judge_is_refused_in_words(chart):
    with pytest.raises(ValueError, match="at least one finished period"):
        chart()


@pytest.mark.parametrize("counts", [([10], [11]), ([10], [-1]), ([10, 10], [1])])
def test_counts_that_are_none_are_refused_in_words(counts):
    with pytest.raises(ValueError, match="no more yes than answers"):
        share_chart(*counts)
    with pytest.raises(ValueError, match="its error"):
        score_chart([1.0], [1.0, 2.0])


def test_a_noisy_process_cries_wolf_on_the_plain_chart_and_rarely_on_laneys():
    # 1,000 answers a period, a logit that moves by .15: 99 % and 6 % of 24-period charts.
    random = np.random.default_rng(4)
    alarms = {False: 0, True: 0}
    for _ in range(150):
        truth = 1 / (1 + np.exp(-random.normal(0.8, 0.15, 24)))
        yes = random.binomial(1000, truth)
        for widened in alarms:
            alarms[widened] += any(share_chart([1000] * 24, yes, widened=widened).outside)
    assert alarms[False] > 140
    assert alarms[True] < 20


periods = st.lists(
    st.integers(1, 300).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
    min_size=2,
    max_size=30,
)


@given(periods)
def test_a_chart_of_no_is_the_chart_of_yes_upside_down(counts):
    n, x = (list(column) for column in zip(*counts, strict=True))
    yes = share_chart(n, x)
    no = share_chart(n, [a - b for a, b in zip(n, x, strict=True)])
    assert no.centre == pytest.approx(1 - yes.centre)
    assert no.high == pytest.approx([1 - low for low in yes.low], nan_ok=True, abs=1e-9)
    assert no.runs.longest == yes.runs.longest
    for value, low, high in zip(yes.values, yes.low, yes.high, strict=True):
        assert 0 <= value <= 1
        assert isnan(low) or 0 <= low <= yes.centre <= high <= 1


@given(periods, st.integers(1, 5))
def test_more_periods_do_not_move_limits_that_are_frozen(counts, more):
    n, x = (list(column) for column in zip(*counts, strict=True))
    frozen = share_chart(n + n[:more], x + x[:more], baseline=len(n))
    alone = share_chart(n, x)
    assert frozen.centre == alone.centre
    assert frozen.outside[: len(n)] == alone.outside
