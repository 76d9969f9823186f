"""Records of other programs that no page's formula meets: checked by formulas of our own.

What pages compute is checked against the same records in tests/test_stats_*.py. The last
test holds that no record was left out or altered on its way here.
"""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtri, stdtrit

from tests.oracle import models, shares
from tests.oracle.survey_weights import linearised_error

GOLDEN = Path(__file__).parent / "golden"
# From GPL packages: read where they are, never copied here.
ELSEWHERE = Path(__file__).parents[2] / "shared" / "reference" / "golden"
RECORDS = {r["id"]: r for r in json.loads((GOLDEN / "stats.json").read_text("utf-8"))}


def of_kind(part):
    return [record for record in RECORDS.values() if part in record["expected"]]


def by_id(record):
    return record["id"]


def rows_of(record):
    file = GOLDEN / record["inputs"]["file"]
    if not file.exists():
        file = ELSEWHERE / record["inputs"]["file"]
    if not file.exists():
        pytest.skip(f"{file.name} comes from a GPL package and is not in this repository")
    with file.open() as lines:
        return list(csv.DictReader(lines))


def near(record, part, *, rel=None):
    tolerance = record["tolerance"]
    ours = next(
        (
            v
            for k, v in tolerance.items()
            if k.endswith("_abs") and part.startswith(k[:-4])
        ),
        tolerance.get("abs"),
    )
    expected = record["expected"][part]
    if isinstance(expected, dict):
        expected = list(expected.values())
    return pytest.approx(expected, abs=ours, rel=rel or 0)


@pytest.mark.parametrize("record", of_kind("clopper_pearson"), ids=by_id)
def test_limits_of_a_share(record):
    x, n, conf = (record["inputs"][name] for name in ("x", "n", "conf"))
    z, tail = float(ndtri((1 + conf) / 2)), (1 - conf) / 2
    assert list(shares.wilson_corrected(x, n, z)) == near(record, "wilson_cc")
    assert list(shares.clopper_pearson(x, n, tail)) == near(record, "clopper_pearson")
    assert list(shares.jeffreys(x, n, tail)) == near(record, "jeffreys")
    assert list(shares.agresti_coull(x, n, z)) == near(record, "agresti_coull_unclipped")


@pytest.mark.parametrize("record", of_kind("miettinen_nurminen"), ids=by_id)
def test_limits_of_a_difference(record):
    cells = [record["inputs"][name] for name in ("x1", "n1", "x2", "n2")]
    z = float(ndtri((1 + record["inputs"]["conf"]) / 2))
    for part, corrected in (("miettinen_nurminen", True), ("mee", False)):
        found = shares.score_difference(*cells, z, corrected=corrected)
        assert list(found) == near(record, part)
    caffo = shares.agresti_caffo(*cells, z)
    assert list(caffo) == near(record, "agresti_caffo_unclipped")
    assert shares.fisher(*cells) == near(record, "fisher_p")
    if "chisq_no_cc" in record["expected"]:
        chisq, p = shares.chi_squared(*cells)
        assert chisq == near(record, "chisq_no_cc")
        assert p == near(record, "chisq_p")


@pytest.mark.parametrize("how", ["bonferroni", "holm", "hochberg", "BH", "BY"])
def test_many_questions_at_once(how):
    record = RECORDS["bh.1995"]
    assert shares.corrected(record["inputs"]["p"], how).tolist() == near(record, how)


def test_a_trend_of_shares():
    record = RECORDS["trend.smokers"]
    inputs = record["inputs"]
    chisq, p = shares.trend(inputs["x"], inputs["n"], inputs["score"])
    assert chisq == near(record, "chisq")
    assert p == near(record, "p")


def test_how_many_answers_are_needed():
    record = RECORDS["power.dev"]
    found = shares.answers_for_shares(0.7, 0.75, 0.8)
    assert found == near(record, "a_n_per_group")
    assert shares.answers_for_means(0.3, 1.2, 0.9) == near(record, "b_n_per_group")
    assert shares.answers_for_net(0.5, 0.2, 0.05) == near(record, "c_n")


def test_a_common_odds_ratio():
    record = RECORDS["kitagawa.ucb"]
    inputs = record["inputs"]
    yes_a, yes_b = np.array(inputs["x_a"]), np.array(inputs["x_b"])
    no_a, no_b = np.array(inputs["n_a"]) - yes_a, np.array(inputs["n_b"]) - yes_b
    ratio, limits, chisq, p = shares.mantel_haenszel(yes_a, yes_b, no_a, no_b)
    assert ratio == near(record, "mh_or")
    assert list(limits) == near(record, "mh_or_ci")
    assert chisq == near(record, "mh_chisq")
    assert p == near(record, "mh_p")


def test_proportional_odds_of_housing():
    record = RECORDS["polr.housing"]
    rows = rows_of(record)
    x = [
        [row["Infl"] == "Medium", row["Infl"] == "High"]
        + [row["Type"] == kind for kind in ("Apartment", "Atrium", "Terrace")]
        + [row["Cont"] == "High"]
        for row in rows
    ]
    levels = [("Low", "Medium", "High").index(row["Sat"]) for row in rows]
    weights = [float(row["Freq"]) for row in rows]
    slopes, cuts, errors, likelihood = models.cumulative_logit(levels, x, weights)
    assert slopes.tolist() == near(record, "coef")
    assert cuts.tolist() == near(record, "zeta")
    assert errors.tolist() == near(record, "se")
    assert -2 * likelihood == near(record, "deviance")


def test_proportional_odds_of_ratings():
    record = RECORDS["clm.ratings8"]
    rows = rows_of(record)
    y = np.maximum([int(row["y"]) for row in rows], 2)
    levels = np.unique(y, return_inverse=True)[1]
    x = [[float(row[name]) for name in ("d1", "d2", "d3")] for row in rows]
    slopes, _, errors, likelihood = models.cumulative_logit(levels, x, np.ones(len(y)))
    assert slopes.tolist() == near(record, "slopes")
    assert errors[:3].tolist() == near(record, "se")
    assert likelihood == near(record, "logLik")


def test_errors_that_ask_less_of_the_data():
    record = RECORDS["sandwich.dev"]
    rows = rows_of(record)
    x = [[1, float(row["x1"]), float(row["x2"])] for row in rows]
    y, who = [float(row["y"]) for row in rows], [row["cust"] for row in rows]
    for part, found in models.sandwich(x, y, who).items():
        assert found.tolist() == near(record, part), part


def test_a_weighted_net_score_of_clustered_answers():
    record = RECORDS["nps.clustered.dev"]
    rows = rows_of(record)
    score = np.array([float(row["score"]) for row in rows])
    y = np.where(score >= 9, 1, np.where(score <= 6, -1, 0))
    w, who = [float(row["w"]) for row in rows], [row["cust"] for row in rows]
    mean, error = models.clustered_mean(y, w, who)
    assert mean == near(record, "nps_weighted")
    assert error == near(record, "se_weighted_clustered")


def test_a_weighted_share_on_the_scale_of_odds():
    record = RECORDS["wt.prop.api"]
    rows = rows_of(record)
    y = np.array([float(row["sch.wide"] == "Yes") for row in rows])
    w = np.array([float(row["pw"]) for row in rows])
    share = np.average(y, weights=w)
    reach = stdtrit(len(y) - 1, 0.975) * linearised_error(y, w) / (share * (1 - share))
    middle = np.log(share / (1 - share))
    ends = [1 / (1 + np.exp(-(middle + side * reach))) for side in (-1, 1)]
    assert ends == near(record, "logit_ci")


def correlations(record):
    inputs = record["inputs"]
    names = [inputs["outcome"], *inputs["drivers"]]
    table = [
        [float(row[name]) for name in names]
        for row in rows_of(record)
        if all(row[name] not in ("", "NA") for name in names)
    ]
    return np.corrcoef(np.array(table).T)


@pytest.mark.parametrize("record", of_kind("car"), ids=by_id)
def test_other_weights_of_drivers(record):
    found = models.other_weights(correlations(record))
    for part, values in found.items():
        assert values.tolist() == near(record, part), part


@pytest.mark.parametrize("record", of_kind("rescaled_pct"), ids=by_id)
def test_relative_weights_as_shares_with_a_sign(record):
    expected = record["expected"]
    raw = np.array(list(expected["raw"].values()))
    assert (100 * raw / raw.sum()).tolist() == near(record, "rescaled_pct")
    signs = ["+" if r > 0 else "-" for r in correlations(record)[0, 1:]]
    assert signs == expected["sign"]


def test_ranks_that_go_together():
    record = RECORDS["tau.smile"]
    names = record["inputs"]["x"], record["inputs"]["y"]
    pairs = [
        [float(row[name]) for name in names]
        for row in rows_of(record)
        if all(row[name] not in ("", "NA") for name in names)
    ]
    tau, p, spearman = models.kendall(*np.array(pairs).T)
    assert tau == near(record, "tau_b")
    assert p == pytest.approx(record["expected"]["p"], rel=1e-6)
    assert spearman == near(record, "spearman")


def test_two_curves_compared():
    record = RECORDS["logrank.6mp"]
    rows = rows_of(record)
    times = [float(row["time"]) for row in rows]
    events = [row["cens"] == "1" for row in rows]
    found = models.log_rank(times, events, [row["treat"] for row in rows])
    for part, ours in zip(("obs", "exp", "logrank_chisq", "p"), found, strict=True):
        assert ours == near(record, part), part


@pytest.mark.parametrize("name", ["km.aml", "km.6mp"])
def test_other_limits_of_a_curve(name):
    record = RECORDS[name]
    inputs, expected = record["inputs"], record["expected"]
    rows = rows_of(record)
    if "filter" in inputs:
        rows = [row for row in rows if row["treat"] == "6-MP"]
    times = [float(row[inputs["time"]]) for row in rows]
    events = [row[inputs["status"]] == "1" for row in rows]
    moments, share, greenwood = models.staying(times, events)
    for kind in ("plain", "log"):
        for side in (0, 1):
            ours = []
            for at in inputs["at"]:
                k = int(np.searchsorted(moments, at, "right")) - 1
                ours.append(models.staying_limits(share[k], greenwood[k], kind)[side])
            theirs = expected[kind][("lower", "upper")[side]]
            assert ours == pytest.approx(theirs, abs=1e-8)
    median = expected["median_loglog"]
    known = np.flatnonzero(share > 0)
    ends = np.array(
        [models.staying_limits(share[k], greenwood[k], "log-log") for k in known]
    )
    assert moments[np.argmax(share <= 0.5)] == median["est"]
    assert moments[known][np.argmax(ends[:, 0] <= 0.5)] == median["lower"]
    if isinstance(median["upper"], int | float):
        assert moments[known][np.argmax(ends[:, 1] <= 0.5)] == median["upper"]
    else:
        assert (ends[:, 1] > 0.5).all()
    if "rmst" in expected:
        theirs = expected["rmst"]
        found = models.mean_stay(times, events, theirs["tau"])
        assert found == (
            pytest.approx(theirs["est"], abs=1e-8),
            pytest.approx(theirs["se"], abs=1e-8),
        )


@pytest.mark.parametrize("name", ["cpt.nile", "cpt.nps_shift"])
def test_where_a_series_changes(name):
    record = RECORDS[name]
    y = np.array([float(row[record["inputs"]["y"]]) for row in rows_of(record)])
    found = models.changes(models.scaled(y), 2 * np.log(len(y)), 2)
    assert found == record["expected"]["pelt_last_index_of_segments"]
    found = models.changes_by_bic(y, int(0.1 * len(y)))
    assert found == record["expected"]["bic_breakpoints_last_index"]


def test_other_charts_of_shares():
    record = RECORDS["laney.nhs_accidents"]
    rows = rows_of(record)
    yes, n = [int(row["r"]) for row in rows], [int(row["n"]) for row in rows]
    assert models.laney(yes, n)[0] == near(record, "sigma_z_mr")
    for screened, end in ((False, ""), (True, "_screened")):
        low, high = models.normalised_limits(yes, n, screened=screened)
        assert low.tolist() == near(record, f"iprime_lcl{end}")
        assert high.tolist() == near(record, f"iprime_ucl{end}")
        _, low, high = models.laney(yes, n, screened=screened)
        assert low.tolist() == near(record, f"pprime_lcl{end}")
        assert high.tolist() == near(record, f"pprime_ucl{end}")


def test_every_record_of_the_set_is_here():
    full = ELSEWHERE / "golden.json"
    if not full.exists():
        pytest.skip("the whole set is not beside this repository")
    for record in json.loads(full.read_text("utf-8")):
        ours = RECORDS[record["id"]]
        assert set(record["expected"]) <= set(ours["expected"]), record["id"]
        for part, theirs in record["expected"].items():
            if part in ours["expected"]:
                assert json.dumps(ours["expected"][part]) == json.dumps(theirs), part
