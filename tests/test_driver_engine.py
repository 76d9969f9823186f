"""The driver page's engine on data whose answer is known, end to end.

Expected numbers: least squares by numpy on the same rows, worked by hand, or those of the
European Customer Satisfaction Index data (Tenenhaus et al. 2005), computed elsewhere.
"""

import csv
import hashlib
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from cx.analyses.driver_more import asymmetry, logistic_check, what_if
from cx.analyses.driver_outcomes import offered, outcome
from cx.analyses.driver_results import first_look, possible_without_ranks, with_intervals
from cx.analyses.driver_sums import (
    Base,
    Gathered,
    Met,
    Missing,
    base,
    gather,
    rows_behind,
)
from cx.errors import QuestionError
from cx.measure import BUCKETS, Question
from cx.stats.moments import sums_of_rows
from tests.exports import SHARED, alike, bring, needs_shared

N = 1200
NAMES = ("Order", "Delivery", "Returns")


def survey(random):
    """Answers of 400 customers, three each: nps, ratings (0 not met), weight."""
    mood = np.repeat(random.normal(size=N // 3), 3)
    ratings = np.clip(
        np.rint(3.5 + mood[:, None] * 0.5 + random.normal(size=(N, 3))), 1, 5
    )
    met = random.random(N) < 0.5
    pull = 0.9 * (ratings[:, 0] - 3.5) + 0.4 * (ratings[:, 1] - 3.5)
    pull += np.where(met, 0.7 * (ratings[:, 2] - 3.5) - 0.5, 0)
    nps = np.clip(np.rint(7 + pull + random.normal(size=N)), 0, 10)
    ratings[~met, 2] = 0
    return nps, ratings, np.round(random.uniform(0.5, 2, N), 2)


def as_csv(nps, ratings, weight):
    lines = [
        "response_id,responded_at,customer_id,channel,nps,weight,"
        "touchpoint: Order,touchpoint: Delivery,touchpoint: Returns"
    ]
    for i in range(len(nps)):
        cells = [
            "not used" if x == 0 else "" if np.isnan(x) else f"{x:.0f}"
            for x in ratings[i]
        ]
        channel = "phone" if i % 2 else "chat"
        day = f"2024-{1 + i % 12:02d}-15"
        lines.append(
            f"R{i:05d},{day},C{i // 3},{channel},{nps[i]:.0f},{weight[i]},"
            + ",".join(cells)
        )
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def answers():
    return survey(np.random.default_rng(11))


@pytest.fixture(scope="module")
def store(tmp_path_factory, answers):
    opened = alike(tmp_path_factory.mktemp("drivers") / "home")
    bring(opened, as_csv(*answers), name="answers.csv")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def gathered(store):
    return gather(store, "nps")


def explained(y, columns, w):
    design = np.column_stack([np.ones(len(y)), *columns]) * np.sqrt(w)[:, None]
    fit, *_ = np.linalg.lstsq(design, y * np.sqrt(w), rcond=None)
    left = ((y * np.sqrt(w) - design @ fit) ** 2).sum()
    return 1 - left / (w * (y - np.average(y, weights=w)) ** 2).sum()


def by_every_order(y, groups, w):
    """Mean gain of R2 over all orders: the definition, with least squares each time."""
    gains = np.zeros(len(groups))
    orders = list(permutations(range(len(groups))))
    for order in orders:
        before, chosen = 0.0, []
        for j in order:
            chosen += groups[j]
            after = explained(y, chosen, w)
            gains[j] += (after - before) / len(orders)
            before = after
    return gains


def groups_of(ratings):
    met = (ratings[:, 2] > 0).astype(float)
    return [[ratings[:, 0]], [ratings[:, 1]], [met, ratings[:, 2]]]


def named(analysis, what):
    return {driver.name: getattr(driver, what) for driver in analysis.drivers}


def test_importance_is_what_least_squares_makes_of_the_same_rows(gathered, answers):
    nps, ratings, _ = answers
    found = first_look(gathered)
    ones = np.ones(N)
    expected = dict(
        zip(NAMES, by_every_order(nps, groups_of(ratings), ones), strict=True)
    )
    assert found.n == N
    assert named(found, "importance") == pytest.approx(expected, abs=1e-9)
    assert found.r2 == pytest.approx(sum(expected.values()), abs=1e-9)
    assert [d.name for d in found.drivers] == sorted(expected, key=lambda k: -expected[k])


def test_not_met_is_no_blank(gathered, answers):
    _, ratings, _ = answers
    found = first_look(gathered)
    returns = next(d for d in found.drivers if d.name == "Returns")
    there = ratings[ratings[:, 2] > 0, 2]
    assert gathered.missing == Missing("none", 0, N, 0, 1)
    assert returns.reach == pytest.approx(len(there) / N)
    assert returns.performance == pytest.approx(there.mean())
    assert returns.spread == pytest.approx(there.std())
    assert returns.impact == pytest.approx(returns.slope * there.std())
    assert returns.rated == len(there)
    assert named(found, "met_effect")["Order"] is None


def test_slopes_and_what_meeting_it_goes_with(gathered, answers):
    nps, ratings, _ = answers
    met = (ratings[:, 2] > 0).astype(float)
    centre = met * (ratings[:, 2] - ratings[met > 0, 2].mean())
    design = np.column_stack([np.ones(N), ratings[:, :2], met, centre])
    expected = np.linalg.lstsq(design, nps, rcond=None)[0]
    found = first_look(gathered)
    slopes = named(found, "slope")
    assert [slopes[name] for name in NAMES] == pytest.approx(expected[[1, 2, 4]].tolist())
    assert named(found, "met_effect")["Returns"] == pytest.approx(expected[3])


def test_survey_weights(store, answers):
    nps, ratings, w = answers
    found = first_look(gather(store, "nps", weighted=True))
    expected = by_every_order(nps, groups_of(ratings), w)
    assert [named(found, "importance")[name] for name in NAMES] == pytest.approx(
        expected.tolist(), abs=1e-9
    )
    assert found.n == N
    assert found.n_eff == pytest.approx(w.sum() ** 2 / (w**2).sum())


def test_a_filter_computes_everything_again(store, answers):
    nps, ratings, _ = answers
    half = np.arange(N) % 2 == 1
    found = first_look(gather(store, "nps", Question(filters=(("channel", ("phone",)),))))
    expected = by_every_order(nps[half], groups_of(ratings[half]), np.ones(half.sum()))
    assert found.n == half.sum()
    assert [named(found, "importance")[name] for name in NAMES] == pytest.approx(
        expected.tolist(), abs=1e-9
    )


def test_customers_stay_in_their_bucket(store, gathered):
    # Written down: other buckets would move every interval.
    assert int.from_bytes(hashlib.md5(b"C1").digest()[8:], "little") % BUCKETS == 110
    assert store.query("select md5_number_lower('C1') % 200").rows == [(110,)]
    alias = store.mart()
    expected = np.zeros(BUCKETS)
    for (customer,) in store.query(
        f"select customer_id from {alias}.answer where question = 'nps'"
    ).rows:
        digest = hashlib.md5(customer.encode()).digest()
        expected[int.from_bytes(digest[8:], "little") % BUCKETS] += 1
    assert gathered.sums.rows.sum(axis=1).tolist() == expected.tolist()


def test_intervals_ranks_and_ties(gathered):
    found = with_intervals(gathered)
    assert found.replicates == 500
    assert found.r2_low < found.r2 < found.r2_high
    for place, driver in enumerate(found.drivers, start=1):
        assert driver.low < driver.importance < driver.high
        assert driver.slope_low < driver.slope < driver.slope_high
        assert driver.impact_low < driver.impact < driver.impact_high
        assert driver.performance_low < driver.performance < driver.performance_high
        assert driver.rank == place
        assert driver.rank_low <= place <= driver.rank_high
        assert sum(driver.rank_probability) == pytest.approx(1)
    assert found.drivers[0].name == "Order"
    assert found.drivers[0].rank_probability[0] == 1
    assert ("Order", "Delivery") in found.dominates
    again = with_intervals(gathered)
    assert again == found


def test_customers_who_answer_often_count_once():
    # The same answer three times is one answer: limits 3 ** .5 wider than those of rows.
    table = np.repeat(related(400, (1, 0.5), 12), 3, axis=0)
    model = hand_made(table, ("A", "B"))
    single = with_intervals(model)
    sums = sums_of_rows(table, buckets=np.arange(1200) // 3)
    clustered = with_intervals(replace(model, sums=sums))
    assert single.r2 == pytest.approx(clustered.r2)
    for one, three in zip(single.drivers, clustered.drivers, strict=True):
        wider = (three.high - three.low) / (one.high - one.low)
        assert wider == pytest.approx(3**0.5, rel=0.12)


def hand_made(table, names, outcome_id="nps", met=None, scale=(1, 5)):
    """A gathered model from a small table: outcome, then each driver's columns."""
    met = met or (False,) * len(names)
    touchpoints = tuple(Met(name, None, len(table), 0, 0, None, *scale) for name in names)
    n = len(table)
    of = Base(outcome(outcome_id), n, n, touchpoints, False, True, 10)
    return Gathered(
        of,
        tuple(names),
        met,
        sums_of_rows(np.asarray(table, float)),
        Missing("none", 0, n, 0, 1),
        False,
        (),
        (0,),
    )


@needs_shared
def test_a_driver_that_matters_and_points_the_other_way_is_explained():
    with (SHARED / "ecsi_mobi" / "mobi.csv").open() as lines:
        rows = [{k: float(v) for k, v in row.items()} for row in csv.DictReader(lines)]
    constructs = {
        "Satisfaction": "CUSA",
        "Image": "IMAG",
        "Quality": "PERQ",
        "Value": "PERV",
        "Complaint": "CUSCO",
        "Expectation": "CUEX",
    }
    table = [
        [
            row["CUSL3"],
            *(
                np.mean([v for k, v in row.items() if k.startswith(start)])
                for start in constructs.values()
            ),
        ]
        for row in rows
    ]
    model = hand_made(table, tuple(constructs), "recommend_other", scale=(1, 10))
    found = with_intervals(model)
    # From the data's description: computed apart from this project.
    assert found.r2 == pytest.approx(0.4676, abs=5e-5)
    lmg = {
        "Satisfaction": 0.1780,
        "Image": 0.0734,
        "Quality": 0.0683,
        "Value": 0.0641,
        "Complaint": 0.0575,
        "Expectation": 0.0262,
    }
    assert named(found, "importance") == pytest.approx(lmg, abs=5e-5)
    beta = {
        "Satisfaction": 0.501,
        "Image": 0.142,
        "Complaint": 0.131,
        "Value": 0.123,
        "Expectation": 0.019,
        "Quality": -0.114,
    }
    assert named(found, "beta") == pytest.approx(beta, abs=5e-4)
    quality = next(d for d in found.drivers if d.name == "Quality").suppressor
    assert quality.importance > 0
    assert quality.beta == pytest.approx(-0.114, abs=5e-4)
    assert quality.correlation == pytest.approx(0.533, abs=5e-4)
    assert quality.with_name == "Satisfaction"
    assert quality.with_correlation > 0.7
    assert quality.clear is False
    others = [d for d in found.drivers if d.name != "Quality"]
    assert all(d.suppressor is None for d in others)
    assert found.halo_high


def related(n, slopes, seed, mood=0.3):
    random = np.random.default_rng(seed)
    shared = random.normal(size=(n, 1)) * mood
    x = shared + random.normal(size=(n, len(slopes)))
    y = x @ np.array(slopes) + random.normal(size=n) * 2
    return np.column_stack([y, x])


def test_equal_drivers_are_joined_and_unequal_ones_are_not():
    names = ("A", "B", "C")
    found = with_intervals(hand_made(related(2000, (1, 0.5, 0.5), 2), names))
    assert found.drivers[0].name == "A"
    assert found.ties == ((1, 2),)
    assert not found.order_sure
    clear = with_intervals(hand_made(related(4000, (1, 0.6, 0.2), 3), names))
    assert [d.name for d in clear.drivers] == ["A", "B", "C"]
    assert (clear.ties, clear.order_sure) == ((), True)


def test_too_few_answers_have_no_order_but_intervals():
    found = with_intervals(hand_made(related(199, (1, 0.5), 4), ("A", "B")))
    assert (found.ranked, found.needed) == (False, 200)
    assert {d.rank for d in found.drivers} == {None}
    assert (found.ties, found.dominates) == ((), ())
    assert not any(d.quadrant_sure for d in found.drivers)
    assert all(d.low < d.high for d in found.drivers)
    assert possible_without_ranks(found)
    assert with_intervals(hand_made(related(200, (1, 0.5), 4), ("A", "B"))).ranked


def test_unrelated_touchpoints_explain_no_more_than_chance():
    found = first_look(hand_made(related(600, (0, 0, 0), 8), ("A", "B", "C")))
    assert found.chance_r2 == pytest.approx(3 / 599)
    assert not found.above_chance
    assert first_look(hand_made(related(600, (1, 0, 0), 8), ("A", "B", "C"))).above_chance


def test_a_copy_is_shown_as_one():
    table = related(400, (1, 0.5), 5)
    found = first_look(hand_made(np.column_stack([table, table[:, 1]]), ("A", "B", "A2")))
    assert named(found, "collinear") == {"A": True, "A2": True, "B": False}
    shares = named(found, "importance")
    assert shares["A"] == pytest.approx(shares["A2"])


def test_one_mood_raises_the_halo_notice():
    assert first_look(hand_made(related(500, (1, 1), 6, mood=3), ("A", "B"))).halo_high
    assert not first_look(
        hand_made(related(500, (1, 1), 6, mood=0), ("A", "B"))
    ).halo_high


def test_few_customers_give_no_intervals():
    table = related(400, (1, 0.5), 7)
    few = sums_of_rows(table, buckets=np.arange(400) % 19)
    model = hand_made(table, ("A", "B"))
    short = Gathered(
        model.base, model.names, model.met, few, model.missing, False, (), (0,)
    )
    found = with_intervals(short)
    assert found.replicates == 0
    assert found.drivers[0].low is None


def with_blanks(answers, share, seed=1):
    nps, ratings, weight = answers
    holes = np.random.default_rng(seed).random(ratings.shape) < share
    holes &= ratings > 0
    # Who leaves everything blank is not in the model: the first touchpoint is answered.
    holes[holes.all(axis=1), 0] = False
    return nps, np.where(holes, np.nan, ratings), weight


def test_a_few_blanks_are_left_out_many_are_filled_in(tmp_path, answers):
    few, many = with_blanks(answers, 0.01), with_blanks(answers, 0.15)
    stores = [alike(tmp_path / name) for name in ("few", "many")]
    for opened, data in zip(stores, (few, many), strict=True):
        bring(opened, as_csv(*data), name="answers.csv")
    left, filled = (gather(opened, "nps") for opened in stores)
    lost = [int(np.isnan(data[1]).any(axis=1).sum()) for data in (few, many)]
    assert left.missing == Missing("complete", lost[0], N, 0, 1)
    assert left.n == N - lost[0]
    assert (filled.missing.method, filled.missing.lost) == ("em", lost[1])
    assert filled.n == N
    whole = ~np.isnan(few[1]).any(axis=1)
    expected = by_every_order(
        few[0][whole], groups_of(few[1][whole]), np.ones(whole.sum())
    )
    assert [named(first_look(left), "importance")[n] for n in NAMES] == pytest.approx(
        expected.tolist(), abs=1e-9
    )
    # Blank at random: filled in, the slopes are near those nobody left blank.
    truth = named(first_look(gather_of(answers, tmp_path)), "slope")
    found = with_intervals(filled)
    assert found.replicates == 200
    for driver in found.drivers:
        assert driver.slope == pytest.approx(truth[driver.name], abs=0.12)
        assert driver.low < driver.importance < driver.high
    for opened in stores:
        opened.close()


def gather_of(answers, folder):
    opened = alike(folder / "whole")
    bring(opened, as_csv(*answers), name="answers.csv")
    found = gather(opened, "nps")
    opened.close()
    return found


def test_blanks_from_sums_are_blanks_from_rows(tmp_path, answers):
    nps, ratings, weight = with_blanks(answers, 0.15)
    opened = alike(tmp_path / "blanks")
    bring(opened, as_csv(nps, ratings, weight), name="answers.csv")
    found = first_look(gather(opened, "nps"))
    opened.close()
    met = np.where(np.isnan(ratings[:, 2]), np.nan, ratings[:, 2] > 0)
    rows = np.column_stack([nps, ratings[:, :2], met, ratings[:, 2]])
    direct = first_look(hand_made(rows, NAMES, met=(False, False, True)))
    for what in ("importance", "slope", "performance", "reach"):
        assert named(found, what) == pytest.approx(named(direct, what), rel=1e-6)


def test_rows_behind_are_those_counted(store, gathered, answers):
    rows = rows_behind(store, gathered, Question(), most=5)
    assert rows.count == N
    assert rows.columns[3:] == ("nps", *NAMES)
    nps, ratings, _ = answers
    for i, row in enumerate(rows.rows):
        shown = ["not used" if x == 0 else f"{x:.0f}" for x in ratings[i]]
        assert (row[3], *row[4:]) == (nps[i], *shown)


def test_rows_of_one_touchpoint_are_of_those_who_rated_it(store, gathered, answers):
    _, ratings, _ = answers
    for place, name in enumerate(NAMES):
        rows = rows_behind(store, gathered, Question(), most=N, rated=name)
        assert rows.count == len(rows.rows) == (ratings[:, place] > 0).sum()
        assert "not used" not in {row[4 + place] for row in rows.rows}
    assert rows.count < N


def test_outcomes_offered(store):
    assert [(one.id, n) for one, n in offered(store, Question())] == [
        ("nps", N),
        ("nps_net", N),
        ("nps_promoter", N),
    ]


def test_the_net_score_moves_by_whole_points(store, answers):
    nps, ratings, _ = answers
    y = np.where(nps >= 9, 100, np.where(nps >= 7, 0, -100))
    found = first_look(gather(store, "nps_net"))
    expected = explained(y, [c for g in groups_of(ratings) for c in g], np.ones(N))
    assert found.r2 == pytest.approx(expected, abs=1e-9)
    assert found.outcome.unit == "points"


ORDERS = """purchase_id,customer_id,occurred_at,kind
P1,C0,2024-01-16,order
P2,C1,2024-04-10,renewal
P3,C2,2024-01-20,visit
P4,C3,2024-07-01,order
P5,C4,2024-01-14,order
P9,C9,2024-06-30,order
"""


def test_bought_again_counts_orders_within_ninety_days_of_old_enough_answers(tmp_path):
    ratings = "\n".join(
        f"R{i},2024-01-15,C{i},{3 + i % 3},{1 + i % 5}" for i in range(20)
    )
    late = "\n".join(f"L{i},2024-06-01,C{i},4,4" for i in range(5))
    text = (
        "response_id,responded_at,customer_id,nps,touchpoint: Order\n"
        + ratings
        + "\n"
        + late
        + "\n"
    )
    opened = alike(tmp_path / "bought")
    bring(opened, text, name="answers.csv")
    bring(opened, ORDERS, name="orders.csv")
    of = base(opened, "repurchase_90")
    found = gather(opened, "repurchase_90")
    opened.close()
    # Answers of June are too young; a visit, an order before and one after 90 days are
    # no repurchase: C0 and C1 bought again, and so did C9? No: in June.
    assert of.asked == 20
    assert found.sums.second.sum(axis=(0, 1))[0, 1] == 2


def test_lows_that_cost_more_than_highs_gain(tmp_path):
    random = np.random.default_rng(9)
    n = 3000
    a, b = (
        random.choice([1, 2, 3, 4, 5], n, p=[0.08, 0.12, 0.3, 0.3, 0.2]) for _ in range(2)
    )
    pull = 1.2 * np.minimum(a - 3, 0) + 0.3 * np.maximum(a - 3, 0) + 0.6 * (b - 3)
    nps = np.clip(np.rint(6 + pull + random.normal(size=n)), 0, 10)
    lines = ["response_id,responded_at,nps,touchpoint: A,touchpoint: B"]
    lines += [f"R{i},2024-01-15,{nps[i]:.0f},{a[i]},{b[i]}" for i in range(n)]
    opened = alike(tmp_path / "hinge")
    bring(opened, "\n".join(lines) + "\n", name="answers.csv")
    gathered = gather(opened, "nps")
    found = {row.name: row for row in asymmetry(opened, gathered, Question())}
    parts = [
        np.minimum(a - 3, 0),
        np.maximum(a - 3, 0),
        np.minimum(b - 3, 0),
        np.maximum(b - 3, 0),
    ]
    expected = np.linalg.lstsq(np.column_stack([np.ones(n), *parts]), nps, rcond=None)[0]
    assert [found["A"].below, found["A"].above, found["B"].below, found["B"].above] == (
        pytest.approx(expected[1:].tolist(), abs=1e-9)
    )
    assert found["A"].kind == "basic"
    assert found["A"].difference_low > 0
    assert found["B"].kind == "even"
    assert found["B"].difference_low < 0 < found["B"].difference_high
    assert (found["A"].point, found["A"].n_below) == (3, int((a < 3).sum()))
    with pytest.raises(QuestionError, match="Choose the score itself"):
        asymmetry(opened, gather(opened, "nps_promoter"), Question())
    opened.close()


def test_too_few_lows_are_not_judged(tmp_path):
    random = np.random.default_rng(10)
    a = np.concatenate([[1] * 29, random.choice([3, 4, 5], 371)])
    nps = np.clip(a + random.integers(0, 5, 400), 0, 10)
    text = "response_id,responded_at,nps,touchpoint: A\n"
    text += "".join(f"R{i},2024-01-15,{nps[i]},{a[i]}\n" for i in range(400))
    opened = alike(tmp_path / "few")
    bring(opened, text, name="answers.csv")
    (found,) = asymmetry(opened, gather(opened, "nps"), Question())
    opened.close()
    assert (found.kind, found.n_below, found.difference_low, found.q) == (
        "too_few",
        29,
        None,
        None,
    )


def test_the_best_quarter(store, gathered, answers):
    _, ratings, _ = answers
    quarter = np.arange(N) % 12 // 3
    means = [ratings[quarter == q, 0].mean() for q in range(4)]
    found = what_if(store, gathered, Question(), "Order")
    assert found.now == pytest.approx(ratings[:, 0].mean())
    assert found.target == pytest.approx(max(means))
    assert (found.target_from, found.quarter.month) == (
        "best_quarter",
        3 * int(np.argmax(means)) + 1,
    )
    assert found.delta == pytest.approx(found.slope * (found.target - found.now))
    assert found.low < found.delta < found.high
    assert 0 < found.share_moved < 0.5


def test_nobody_rises_beyond_the_best_rating_there_is(store, gathered):
    found = what_if(store, gathered, Question(), "Order", target=9)
    assert (found.target, found.target_from) == (5, "cap")
    assert found.share_moved < 1
    low = what_if(store, gathered, Question(), "Order", target=1)
    assert not low.possible
    assert low.delta is None
    assert low.why


def test_a_touchpoint_not_everybody_meets_moves_less(store, gathered, answers):
    _, ratings, _ = answers
    there = ratings[ratings[:, 2] > 0, 2]
    found = what_if(store, gathered, Question(), "Returns", target=there.mean() + 0.2)
    assert found.delta == pytest.approx(found.slope * 0.2 * len(there) / N)
    with pytest.raises(QuestionError, match="not in this model"):
        what_if(store, gathered, Question(), "Shop")


def test_a_logistic_model_tells_the_same_story(store):
    found = logistic_check(store, gather(store, "nps_promoter"), Question())
    assert found.n == N
    assert found.same_order
    assert found.largest_gap < 0.06
    for shares in zip(*[row[1:] for row in found.rows], strict=True):
        assert sum(shares) == pytest.approx(1)
    assert logistic_check(store, gather(store, "nps"), Question()) is None


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda s: gather(s, "happiness"), "There is no outcome happiness"),
        (lambda s: gather(s, "csat"), "Nobody has answered this outcome"),
        (lambda s: gather(s, "nps", None, ("Shop",)), "no touchpoint Shop"),
        (
            lambda s: gather(s, "nps", Question(filters=(("channel", ("none",)),))),
            "Nobody has answered this outcome",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(store, ask, words):
    with pytest.raises(QuestionError, match=words):
        ask(store)


def test_no_weights_no_weighting(tmp_path):
    opened = alike(tmp_path / "plain")
    text = "response_id,responded_at,nps,touchpoint: Order\n"
    text += "\n".join(f"R{i},2024-01-15,{i % 11},{1 + i % 5}" for i in range(9)) + "\n"
    bring(opened, text, name="answers.csv")
    with pytest.raises(QuestionError, match="no survey weights"):
        gather(opened, "nps", weighted=True)
    with pytest.raises(QuestionError, match="No touchpoint was rated by enough"):
        gather(opened, "nps", None, ("Order",))
    opened.close()


def test_ratings_that_never_differ_are_dropped_with_their_reason():
    table = related(300, (1, 0.5), 5)
    table[:, 2] = 4
    found = first_look(hand_made(table, ("A", "B")))
    assert [d.name for d in found.drivers] == ["A"]
    assert found.dropped == (("B", "constant in this selection"),)
    table[:, 0] = 9
    with pytest.raises(QuestionError, match="is the same in this selection"):
        first_look(hand_made(table, ("A", "B")))
