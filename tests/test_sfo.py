"""The public airport survey of 2017 comes out as others computed it.

NPS counts and the fifteen ratings equal the published aggregates of a dashboard by others
(github.com/atefalvi/sfo-dashboard, agg_nps_daily.csv, agg_q7_metrics.csv); splits and LMG
shares were computed once from the file, apart from this project.
"""

import pytest

from cx.analyses import drivers
from cx.measure import Question, measure

RATINGS = """
Q7ART 2284 3.993 71.6
Q7FOOD 2421 3.615 55.7
Q7STORE 2374 3.641 56.0
Q7SIGN 2703 4.088 78.7
Q7WALKWAYS 2629 4.147 80.0
Q7SCREENS 2659 4.115 78.5
Q7INFODOWN 1710 3.892 67.5
Q7INFOUP 1740 3.899 68.1
Q7WIFI 2142 4.080 74.6
Q7ROADS 1908 4.008 74.8
Q7PARK 1271 3.873 66.6
Q7AIRTRAIN 1450 4.107 78.0
Q7LTPARKING 834 3.850 66.2
Q7RENTAL 1006 3.843 67.6
"""
SHARES = {
    "Q9ALL": 0.0729,
    "Q14PASSTHRU": 0.0624,
    "Q7FOOD": 0.0619,
    "Q7SIGN": 0.0508,
    "Q14FIND": 0.0406,
    "Q10SAFE": 0.0401,
    "Q13GETRATE": 0.0276,
}


def by(store, metric, dimension):
    found = measure(store, metric, Question(by=(dimension,)))
    return {str(e.group[dimension]): e for e in found}


def test_recommendation(sfo_store):
    (nps,) = measure(sfo_store, "nps")
    # 1,436 promoters, 968 passives, 342 detractors; code 11 is a blank, 0 a score.
    assert nps.n == 1436 + 968 + 342
    assert nps.value == pytest.approx(100 * (1436 - 342) / 2746)
    assert nps.value == pytest.approx(39.84, abs=0.005)


def test_counting_the_code_for_blank_as_a_ten_would_give_another_number(sfo_store):
    (nps,) = measure(sfo_store, "nps")
    wrong = 100 * (1436 + 85 - 342) / 2831
    assert wrong == pytest.approx(41.6, abs=0.1)
    assert abs(nps.value - wrong) > 1


@pytest.mark.parametrize(
    ("problem", "n", "nps"), [(1, 309, 18.77), (0, 2330, 43.65)], ids=["met one", "none"]
)
def test_people_who_met_a_problem_recommend_less(sfo_store, problem, n, nps):
    alias = sfo_store.mart()
    (found,) = sfo_store.query(
        f"""select count(*), 100 * avg(case when nps.score >= 9 then 1.0
            when nps.score <= 6 then -1 else 0 end)
        from {alias}.answer as nps join {alias}.answer as met using (response_id)
        where nps.question = 'nps' and nps.score is not null
            and met.question = 'problem' and met.score = {problem}"""
    ).rows
    assert (found[0], float(found[1])) == (n, pytest.approx(nps, abs=0.005))


def test_four_answers_in_japanese_are_not_shown_nor_found_by_subtraction(sfo_store):
    found = by(sfo_store, "nps", "attr_LANG")
    # 4 answers in Japanese (code 4); with the 43 in Spanish told, they would be the rest.
    assert {code: e.n for code, e in found.items()} == {
        "1": 2585,
        "2": 0,
        "3": 114,
        "4": 0,
    }
    assert found["1"].value == pytest.approx(41.2, abs=0.05)
    assert (found["2"].status, found["2"].value) == ("withheld", None)
    assert found["3"].value == pytest.approx(-3.5, abs=0.05)
    assert (found["4"].value, found["4"].low) == (None, None)
    assert found["4"].status == "withheld"


@pytest.mark.parametrize("line", RATINGS.split("\n")[1:-1])
def test_a_touchpoint_has_its_published_n_mean_and_top_two(sfo_store, line):
    item, n, average, top = line.split()
    scores = by(sfo_store, "touchpoint_score", "touchpoint")
    name = next(name for name in scores if name.startswith(f"{item} "))
    share = by(sfo_store, "touchpoint_top2", "touchpoint")[name]
    assert scores[name].n == share.n == int(n)
    assert scores[name].value == pytest.approx(float(average), abs=0.0005)
    # The published percentages were rounded twice: 68.046 stands there as 68.1.
    assert 100 * share.value == pytest.approx(float(top), abs=0.055)


def test_overall_satisfaction(sfo_store):
    (score,) = measure(sfo_store, "overall_satisfaction")
    (share,) = measure(sfo_store, "overall_satisfaction_top2")
    assert (score.n, share.n) == (2688, 2688)
    assert score.value == pytest.approx(4.064, abs=0.0005)
    assert 100 * share.value == pytest.approx(82.1, abs=0.05)


def test_what_goes_with_recommendation(sfo_store):
    found = drivers.analyse(sfo_store, "nps")
    shares = {driver.name.split()[0]: driver.importance for driver in found.drivers}
    assert found.n == 1741
    assert found.r2 == pytest.approx(0.3563, abs=0.00005)
    assert shares == {
        name: pytest.approx(share, abs=0.00005) for name, share in SHARES.items()
    }
    assert list(shares) == list(SHARES)
