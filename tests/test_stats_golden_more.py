"""Order, weights and pairs against R, brunnermunzel 2.0, survey 4.1-1 and PropCIs 0.3.0.

Each record of the golden file names the program that made its numbers.
"""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from tests.oracle.ordinal import brunner_munzel, kruskal_wallis
from tests.oracle.paired import mcnemar, paired_difference
from tests.oracle.survey_weights import korn_graubard, linearised_error, rake

GOLDEN = Path(__file__).parent / "golden"
# From GPL packages: read where they are, never copied here.
ELSEWHERE = Path(__file__).parents[2] / "shared" / "reference" / "golden"
RECORDS = {r["id"]: r for r in json.loads((GOLDEN / "stats.json").read_text())}


def rows_of(record):
    file = GOLDEN / record["inputs"]["file"]
    if not file.exists():
        file = ELSEWHERE / record["inputs"]["file"]
    if not file.exists():
        pytest.skip(f"{file.name} comes from a GPL package and is not in this repository")
    with file.open() as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("name", ["rank.painscore", "rank.likert5.a"])
def test_two_groups_by_order_as_brunnermunzel_has_them(name):
    inputs, expected = RECORDS[name]["inputs"], RECORDS[name]["expected"]
    x, y = (
        inputs.get(f"{side}_counts_1to5") or np.bincount(inputs[side], minlength=6)
        for side in "xy"
    )
    found = brunner_munzel(x, y)
    assert found.chance.value == pytest.approx(expected["prob_superiority_A"], abs=1e-8)
    assert found.cliff == pytest.approx(expected["cliffs_delta"], abs=1e-8)
    # There the statistic and the interval are of P(X < Y).
    assert -found.statistic == pytest.approx(expected["bm_stat"], abs=1e-8)
    assert found.degrees == pytest.approx(expected["bm_df"], abs=1e-8)
    assert found.p == pytest.approx(expected["bm_p"], abs=1e-8)
    low, high = expected["bm_ci_P_x_lt_y_plus_half_ties"]
    assert [1 - found.chance.high, 1 - found.chance.low] == pytest.approx(
        [low, high], abs=1e-8
    )


def test_groups_that_do_not_overlap_are_sure():
    found = brunner_munzel([5, 0], [0, 5])
    assert (found.chance.value, found.cliff, found.p) == (0, -1, 0)
    assert brunner_munzel([5, 0], [5, 0]).p == 1
    with pytest.raises(ValueError, match="needs two answers"):
        brunner_munzel([1, 0], [5, 0])


def test_several_groups_by_order_as_r_has_them():
    record = RECORDS["kruskal.region"]
    rows = [row for row in rows_of(record) if row["rec"] not in ("", "NA")]
    regions = sorted({row["region"] for row in rows})
    counts = np.zeros((len(regions), 11))
    for row in rows:
        counts[regions.index(row["region"]), int(float(row["rec"]))] += 1
    h, degrees, p = kruskal_wallis(counts)
    expected = record["expected"]
    assert (h, degrees) == (pytest.approx(expected["H"], abs=1e-9), expected["df"])
    assert p == pytest.approx(expected["p"], abs=1e-9)
    assert kruskal_wallis([[3, 0], [4, 0]]) == (0.0, 1, 1.0)


def test_a_weighted_mean_as_survey_has_it():
    record = RECORDS["wt.mean.api"]
    rows = rows_of(record)
    y = np.array([float(row["api00"]) for row in rows])
    w = np.array([float(row["pw"]) for row in rows])
    expected = record["expected"]
    assert np.average(y, weights=w) == pytest.approx(expected["mean"], abs=1e-8)
    assert linearised_error(y, w) == pytest.approx(expected["se_linearized"], abs=1e-8)
    effective = w.sum() ** 2 / (w**2).sum()
    assert effective == pytest.approx(expected["kish_neff"], abs=1e-8)


def test_a_weighted_share_as_survey_has_it():
    record = RECORDS["wt.prop.api"]
    rows = rows_of(record)
    y = np.array([float(row["sch.wide"] == "Yes") for row in rows])
    w = np.array([float(row["pw"]) for row in rows])
    share, error = np.average(y, weights=w), linearised_error(y, w)
    expected = record["expected"]
    assert share == pytest.approx(expected["p"], abs=1e-7)
    assert error == pytest.approx(expected["se"], abs=1e-7)
    found = korn_graubard(share, error, len(rows))
    assert [found.low, found.high] == pytest.approx(
        expected["beta_korn_graubard_ci"], abs=1e-7
    )
    fewer = korn_graubard(share, error, len(rows), degrees=9)
    assert fewer.low < found.low < found.high < fewer.high
    assert korn_graubard(0, 0, 20).low == 0
    assert korn_graubard(1, 0, 20).high == 1


def test_raked_weights_as_survey_has_them():
    record = RECORDS["rake.dev"]
    rows, margins = rows_of(record), record["inputs"]["margins"]
    ages, channels = list(margins["age"]), list(margins["chan"])
    counts = np.zeros((len(ages), len(channels)))
    for row in rows:
        counts[ages.index(row["age"]), channels.index(row["chan"])] += 1
    found = rake(counts, [list(margins["age"].values()), list(margins["chan"].values())])
    expected = record["expected"]
    for cell in expected["cell_weights"]:
        ours = found[ages.index(cell["age"]), channels.index(cell["chan"])]
        assert ours == pytest.approx(cell["w"], rel=1e-6)
    w = np.array([found[ages.index(r["age"]), channels.index(r["chan"])] for r in rows])
    assert w.sum() ** 2 / (w**2).sum() == pytest.approx(expected["kish_neff"], rel=1e-6)
    nps = np.average([float(row["nps"]) for row in rows], weights=w)
    assert nps == pytest.approx(expected["weighted_nps"], rel=1e-6)


def test_margins_that_cannot_be_met_are_refused():
    with pytest.raises(ValueError, match="Nobody answered"):
        rake([[1, 1], [0, 0]], [[1, 1], [1, 1]])
    with pytest.raises(ValueError, match="contradict"):
        rake([[1, 1], [1, 1]], [[1, 1], [5, 5]])


@pytest.mark.parametrize("name", ["paired.43-0-1-0", "paired.12-9-2-21"])
def test_the_same_customers_twice_as_propcis_and_r_have_them(name):
    inputs, expected = RECORDS[name]["inputs"], RECORDS[name]["expected"]
    n = sum(inputs[cell] for cell in "abcd")
    found = paired_difference(inputs["b"], inputs["c"], n)
    assert found.value == pytest.approx(expected["diff"], abs=1e-12)
    assert [found.low, found.high] == pytest.approx(expected["tango_score"], abs=1e-4)
    chisq, p = mcnemar(inputs["b"], inputs["c"])
    assert chisq == pytest.approx(expected["mcnemar_chisq"], abs=1e-9)
    assert p == pytest.approx(expected["mcnemar_p"], abs=1e-9)
    assert mcnemar(0, 0) == (0.0, 1.0)


def score_of_nps():
    full = ELSEWHERE / "golden.json"
    if not full.exists():
        return []
    return [
        record
        for record in json.loads(full.read_text())
        if "score_tango" in record["expected"]
    ]


@pytest.mark.parametrize("record", score_of_nps(), ids=lambda r: r["id"])
def test_the_score_interval_of_an_nps_is_that_of_a_pair(record):
    inputs = record["inputs"]
    found = paired_difference(
        inputs["detractors"],
        inputs["promoters"],
        inputs["n"],
        confidence=inputs.get("conf", 0.95),
    )
    assert [found.low, found.high] == pytest.approx(
        record["expected"]["score_tango"], abs=1e-6
    )
