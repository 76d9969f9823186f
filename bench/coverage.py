"""Do 95 % intervals hold the truth, and does noise stay silent?

    python bench/coverage.py            # 2,000 data sets a case, some minutes
    python bench/coverage.py --sets 50

Rates, NPS and differences on simulated answers; driver weights with customers who answer
four times; segments without any difference; an order that was planted, and a tie.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
from cx.stats.compare import (
    benjamini_hochberg,
    difference_of_nets,
    difference_of_shares,
)
from cx.stats.driver_model import Layout, centred, exact_weights
from cx.stats.driver_ranks import apart, bars, limits, rank_limits
from cx.stats.intervals import net_interval, wilson_interval
from cx.stats.moments import draws, moments_of, sums_of_rows, totals

PROMOTERS = ((0.45, 0.25), (0.6, 0.15), (0.3, 0.3))
SLOPES = np.array([0.6, 0.4, 0.4, 0.2, 0.0])
BUCKETS = 200


def rates(random, sets):
    """Wilson over rates and sizes."""
    held = [
        found.low <= p <= found.high
        for p in (0.1, 0.5, 0.85)
        for n in (30, 100, 400)
        for x in random.binomial(n, p, sets)
        for found in [wilson_interval(x, n)]
    ]
    return np.mean(held)


def nps(random, sets):
    """Adjusted Wald over three mixes and sizes."""
    held = []
    for p, d in PROMOTERS:
        for n in (30, 100, 400):
            for up, down, _ in random.multinomial(n, [p, d, 1 - p - d], sets):
                found = net_interval(up, down, n)
                held.append(found.low <= p - d <= found.high)
    return np.mean(held)


def differences(random, sets):
    """Newcombe for rates, adjusted Wald for NPS."""
    shares, nets = [], []
    for n, m in ((50, 80), (200, 150)):
        for p, q in ((0.5, 0.6), (0.8, 0.8)):
            for x, y in zip(
                random.binomial(n, p, sets), random.binomial(m, q, sets), strict=True
            ):
                found = difference_of_shares(x, n, y, m)
                shares.append(found.low <= p - q <= found.high)
        (p, d), (q, e) = PROMOTERS[0], PROMOTERS[1]
        first = random.multinomial(n, [p, d, 1 - p - d], sets)
        second = random.multinomial(m, [q, e, 1 - q - e], sets)
        for a, b in zip(first, second, strict=True):
            found = difference_of_nets(a[0], a[1], n, b[0], b[1], m)
            nets.append(found.low <= (p - d) - (q - e) <= found.high)
    return np.mean(shares), np.mean(nets)


def ratings(random, customers, times, slopes=SLOPES):
    """Answers with a shared mood; a customer's own leaning stays over their answers."""
    n = customers * times
    who = np.repeat(np.arange(customers), times)
    leaning = random.normal(size=(customers, 1 + len(slopes)))[who]
    x = 0.5 * random.normal(size=(n, 1)) + 0.8 * leaning[:, 1:]
    x = x + 0.6 * random.normal(size=(n, len(slopes)))
    y = x @ slopes + 0.7 * leaning[:, 0] + 0.7 * random.normal(size=n)
    return np.column_stack([y, x]), who


def importance(table, who, replicates):
    """Weights, and replicates of them from buckets of customers."""
    sums = sums_of_rows(table, buckets=who % BUCKETS)
    layout = Layout((None,) * (table.shape[1] - 1), tuple(range(2, table.shape[1] + 1)))
    sizes = [1] * (table.shape[1] - 1)
    again = totals(sums, draws(int(sums.filled.sum()), replicates, 1))
    return tuple(
        exact_weights(
            centred(moments_of(sums, part), layout).correlation, sizes
        ).importance
        for part in (totals(sums), again)
    )


def truth(slopes=SLOPES):
    """Weights in the population, from the moments the ratings are drawn with."""
    p = len(slopes)
    among = np.full((p, p), 0.25) + np.eye(p) * (0.64 + 0.36)
    across = among @ slopes
    whole = np.zeros((p + 1, p + 1))
    whole[0, 0] = slopes @ among @ slopes + 0.98
    whole[0, 1:] = whole[1:, 0] = across
    whole[1:, 1:] = among
    scale = np.sqrt(np.diag(whole))
    return exact_weights(whole / np.outer(scale, scale), [1] * p).importance


def drivers(random, sets, customers, times, replicates=500):
    """Coverage of weights; how often the planted order and tie come out."""
    expected, held, order, tied, joined = truth(), [], [], [], []
    for _ in range(sets):
        point, again = importance(*ratings(random, customers, times), replicates)
        low, high = limits(again)
        held.append((low <= expected) & (expected <= high))
        # First, and the equal pair next: what was planted.
        placed = np.argsort(-point)
        order.append(placed[0] == 0 and set(placed[1:3]) == {1, 2} and placed[3] == 3)
        told = apart(again)
        tied.append(not told[1, 2])
        joined.append(bool(bars(told[np.ix_(placed, placed)])))
        del placed
    low, high, _ = rank_limits(again)
    assert (low <= high).all()
    return np.mean(held, axis=0), np.mean(order), np.mean(tied), np.mean(joined)


def silence(random, sets, segments=40, n=150, p=0.7):
    """Share of segments flagged where none differs, after Benjamini-Hochberg at .05."""
    flagged, any_flag = 0, 0
    for _ in range(sets):
        yes = random.binomial(n, p, segments)
        rest, total = yes.sum() - yes, n * (segments - 1)
        pooled = yes.sum() / (n * segments)
        error = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / total))
        z = np.abs(yes / n - rest / total) / error
        from scipy.special import ndtr

        q = np.array(benjamini_hochberg((2 * ndtr(-z)).tolist()))
        flagged += int((q <= 0.05).sum())
        any_flag += bool((q <= 0.05).any())
    return flagged / (sets * segments), any_flag / sets


def main():
    """Print one line a case."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sets", type=int, default=2000)
    sets = asked.parse_args().sets
    random = np.random.default_rng(20240229)
    print(f"rates, Wilson                      {rates(random, sets):.3f}")
    print(f"NPS, adjusted Wald                 {nps(random, sets):.3f}")
    of_shares, of_nets = differences(random, sets)
    print(f"difference of rates, Newcombe      {of_shares:.3f}")
    print(f"difference of NPS, adjusted Wald   {of_nets:.3f}")
    for customers, times in ((2000, 1), (500, 4), (2000, 4)):
        held, order, tied, _ = drivers(random, sets, customers, times)
        listed = " ".join(f"{share:.3f}" for share in held)
        print(
            f"driver weights, {customers} x {times}: mean {held[:4].mean():.3f} "
            f"({listed}); planted order {order:.2f}; tie shown {tied:.2f}"
        )
    each, some = silence(random, sets)
    print(f"segments flagged without a difference {each:.4f}, any of 40: {some:.3f}")


if __name__ == "__main__":
    main()
