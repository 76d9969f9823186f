"""Regressions, ranks, survival and changes, each from its definition."""

from math import erfc, exp, log, pi, sqrt

import numpy as np
from scipy.optimize import minimize
from scipy.special import chdtrc, expit, ndtri


def cumulative_logit(levels, x, weights):
    """Proportional odds (McCullagh 1980): slopes, thresholds, errors, log-likelihood.

    `levels` from 0 up; P(level <= k) = 1 / (1 + exp(x b - zeta_k)).
    """
    y, x, w = np.asarray(levels), np.asarray(x, float), np.asarray(weights, float)
    cuts, p = y.max(), x.shape[1]
    shares = np.cumsum(np.bincount(y, w))[:-1] / w.sum()

    def parts(found):
        ends = np.concatenate([[-np.inf], found[p:], [np.inf]])
        pull = x @ found[:p]
        upper, lower = expit(ends[y + 1] - pull), expit(ends[y] - pull)
        return upper, lower, upper - lower

    def lost(found):
        return -(w @ np.log(np.maximum(parts(found)[2], 1e-300)))

    def slope(found):
        upper, lower, chance = parts(found)
        high, low = w * upper * (1 - upper) / chance, w * lower * (1 - lower) / chance
        by_cut = [high[y == k].sum() - low[y == k + 1].sum() for k in range(cuts)]
        return -np.concatenate([x.T @ (low - high), by_cut])

    start = np.concatenate([np.zeros(p), np.log(shares / (1 - shares))])
    found = minimize(lost, start, jac=slope, method="BFGS", options={"gtol": 1e-6}).x
    for _ in range(4):
        curve = _curvature(slope, found)
        found = found - np.linalg.solve(curve, slope(found))
    errors = np.sqrt(np.diag(np.linalg.inv(_curvature(slope, found))))
    return found[:p], found[p:], errors, -lost(found)


def _curvature(slope, at, step=1e-5):
    rows = [
        (slope(at + move) - slope(at - move)) / (2 * step)
        for move in np.eye(len(at)) * step
    ]
    return (np.array(rows) + np.array(rows).T) / 2


def sandwich(x, y, who):
    """Slopes and their errors: as if alike, HC0, HC1, by customer (CR1)."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    n, k = x.shape
    inner = np.linalg.inv(x.T @ x)
    found = inner @ x.T @ y
    left = y - x @ found

    def error(meat):
        return np.sqrt(np.diag(inner @ meat @ inner))

    alone = (x * left[:, None]).T @ (x * left[:, None])
    people = sorted(set(who))
    scores = np.array([(x * left[:, None])[np.asarray(who) == g].sum(0) for g in people])
    groups = len(people)
    together = scores.T @ scores * groups / (groups - 1) * (n - 1) / (n - k)
    return {
        "coef": found,
        "ols": error(x.T @ x * (left @ left) / (n - k)),
        "HC0": error(alone),
        "HC1": error(alone * n / (n - k)),
        "CR1_stata": error(together),
    }


def clustered_mean(y, w, who):
    """Weighted mean and its error by Taylor linearisation over clusters."""
    y, w = np.asarray(y, float), np.asarray(w, float)
    mean = w @ y / w.sum()
    part = w * (y - mean) / w.sum()
    totals = np.array([part[np.asarray(who) == g].sum() for g in sorted(set(who))])
    groups = len(totals)
    return mean, sqrt(groups / (groups - 1) * float((totals**2).sum()))


def other_weights(correlation):
    """Squared slopes, Pratt's products and squared CAR scores (Zuber & Strimmer 2011).

    The outcome is first.
    """
    among, across = correlation[1:, 1:], correlation[1:, 0]
    beta = np.linalg.solve(among, across)
    lengths, axes = np.linalg.eigh(among)
    whitened = axes @ np.diag(lengths**-0.5) @ axes.T @ across
    return {"betasq": beta**2, "pratt": beta * across, "car": whitened**2}


def kendall(x, y):
    """tau-b and its normal p with ties; Spearman's correlation."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    n = len(x)
    agree = np.sign(x[:, None] - x) * np.sign(y[:, None] - y)
    s = agree.sum() / 2
    tx, ty = (np.unique(side, return_counts=True)[1].astype(float) for side in (x, y))
    pairs = n * (n - 1) / 2
    same = [(t * (t - 1) / 2).sum() for t in (tx, ty)]
    tau = s / sqrt((pairs - same[0]) * (pairs - same[1]))

    def ties(t):
        return (
            (t * (t - 1) * (2 * t + 5)).sum(),
            (t * (t - 1)).sum(),
            (t * (t - 1) * (t - 2)).sum(),
        )

    a, b = ties(tx), ties(ty)
    spread = (n * (n - 1) * (2 * n + 5) - a[0] - b[0]) / 18
    spread += a[1] * b[1] / (2 * n * (n - 1))
    spread += a[2] * b[2] / (9 * n * (n - 1) * (n - 2))
    ranks = [
        (side[:, None] > side).sum(1) + ((side[:, None] == side).sum(1) + 1) / 2
        for side in (x, y)
    ]
    p = erfc(abs(s) / sqrt(spread) / sqrt(2))
    return tau, p, float(np.corrcoef(*ranks)[0, 1])


def log_rank(times, events, group):
    """Events seen and expected by group, chi-squared (1 degree) and p."""
    t, d, g = np.asarray(times, float), np.asarray(events, bool), np.asarray(group)
    names = sorted(set(group))
    first = g == names[0]
    expected, spread = 0.0, 0.0
    for moment in np.unique(t[d]):
        at_risk = t >= moment
        n, m = at_risk.sum(), (at_risk & first).sum()
        died = (d & (t == moment)).sum()
        expected += died * m / n
        if n > 1:
            spread += died * (m / n) * (1 - m / n) * (n - died) / (n - 1)
    seen = [(d & (g == name)).sum() for name in names]
    chisq = (seen[0] - expected) ** 2 / spread
    return seen, [expected, sum(seen) - expected], chisq, float(chdtrc(1, chisq))


def staying(times, events):
    """Kaplan & Meier's curve: moments of events, at risk, share, Greenwood's sum."""
    t, d = np.asarray(times, float), np.asarray(events, bool)
    moments = np.unique(t[d])
    risk = np.array([(t >= at).sum() for at in moments], float)
    died = np.array([(d & (t == at)).sum() for at in moments], float)
    with np.errstate(divide="ignore"):
        return (
            moments,
            np.cumprod(1 - died / risk),
            np.cumsum(died / (risk * (risk - died))),
        )


def staying_limits(share, greenwood, kind):
    """95 % limits of a share still there: "plain", "log" or "log-log"."""
    z, error = ndtri(0.975), sqrt(greenwood)
    if kind == "plain":
        low, high = share - z * share * error, share + z * share * error
    elif kind == "log":
        low, high = share * exp(-z * error), share * exp(z * error)
    else:
        turn = z * error / log(share)
        low, high = share ** exp(-turn), share ** exp(turn)
    return max(low, 0.0), min(high, 1.0)


def mean_stay(times, events, until):
    """Area under the curve up to `until`, and its error."""
    at, share, _ = staying(times, events)
    t, d = np.asarray(times, float), np.asarray(events, bool)
    edges = np.concatenate([[0], at[at < until], [until]])
    steps = np.concatenate([[1], share[at < until]]) * np.diff(edges)
    variance = 0.0
    for place, moment in enumerate(at[at < until]):
        n, died = (t >= moment).sum(), (d & (t == moment)).sum()
        if n > died:
            variance += steps[place + 1 :].sum() ** 2 * died / (n * (n - died))
    return float(steps.sum()), sqrt(variance)


def scaled(y):
    """A series in units of its moving differences' robust deviation, as was recorded."""
    step = np.diff(y)
    spread = 1.4826 * np.median(np.abs(step - np.median(step)))
    return np.asarray(y, float) * sqrt(2) / spread


def _costs(y):
    one, two = np.cumsum(np.r_[0, y]), np.cumsum(np.r_[0, np.square(y)])

    def cost(start, end):
        return two[end] - two[start] - (one[end] - one[start]) ** 2 / (end - start)

    return cost


def changes(y, penalty, shortest):
    """Ends of the segments (1-based, without the last) at the least penalised cost.

    Every last change is tried (Jackson et al. 2005): what PELT finds, found slowly.
    """
    cost, n = _costs(y), len(y)
    best, cut = np.full(n + 1, np.inf), np.zeros(n + 1, int)
    best[0] = -penalty
    for end in range(shortest, n + 1):
        starts = [s for s in range(end - shortest + 1) if np.isfinite(best[s])]
        totals = [best[s] + cost(s, end) + penalty for s in starts]
        cut[end] = starts[int(np.argmin(totals))]
        best[end] = min(totals)
    found, end = [], n
    while cut[end]:
        end = cut[end]
        found.append(int(end))
    return found[::-1]


def changes_by_bic(y, shortest):
    """The same with as many changes as BIC wants (Zeileis et al. 2002)."""
    cost, n = _costs(y), len(y)
    fits = [{end: (cost(0, end), []) for end in range(shortest, n + 1)}]
    while len(fits) < n // shortest:
        now = {}
        for end in range(shortest * (len(fits) + 1), n + 1):
            now[end] = min(
                (
                    (before + cost(start, end), [*cuts, start])
                    for start, (before, cuts) in fits[-1].items()
                    if end - start >= shortest
                ),
                key=lambda one: one[0],
            )
        fits.append(now)

    def bic(changed):
        left = fits[changed][n][0]
        return n * (log(left / n) + 1 + log(2 * pi)) + log(n) * 2 * (changed + 1)

    return fits[min(range(len(fits)), key=bic)][n][1]


def normalised_limits(yes, n, *, screened=False):
    """Taylor's normalised individuals chart of shares: lower and upper limits.

    With the exact d2, 2 / sqrt(pi), where Laney's chart there has 1.128.
    """
    yes, n = np.asarray(yes, float), np.asarray(n, float)
    share, centre = yes / n, yes.sum() / n.sum()
    steps = np.abs(np.diff(share)) / np.sqrt(1 / n[1:] + 1 / n[:-1]) * sqrt(2)
    if screened:
        steps = steps[steps <= 3.267 * steps.mean()]
    reach = 3 * steps.mean() * sqrt(pi) / 2 / np.sqrt(n)
    return centre - reach, centre + reach


def laney(yes, n, *, screened=False, constant=1.128):
    """Laney's p' chart: sigma of z, lower and upper limits."""
    yes, n = np.asarray(yes, float), np.asarray(n, float)
    centre = yes.sum() / n.sum()
    error = np.sqrt(centre * (1 - centre) / n)
    steps = np.abs(np.diff((yes / n - centre) / error))
    if screened:
        steps = steps[steps <= 3.267 * steps.mean()]
    sigma = steps.mean() / constant
    return sigma, centre - 3 * error * sigma, centre + 3 * error * sigma
