"""The interval of a ratio of two gamma-distributed rates, in closed form."""

from math import sqrt
from statistics import NormalDist


def f_quantile(probability: float, over: float, under: float) -> float:
    """A quantile of the F distribution with `over` and `under` degrees of freedom, 0 or more.

    Paulson's approximation (Abramowitz and Stegun 26.6.15): the cube roots of both chi-squares are nearly
    normal. Within a few per cent wherever `under` is 8 or more, which no expectation here falls short of.
    """
    z = NormalDist().inv_cdf(probability)
    a, b = 2 / (9 * over), 2 / (9 * under)
    # (1 - b) x - (1 - a) = z sqrt(b x² + a), solved for x, the cube root of F.
    square = (1 - b) ** 2 - z * z * b
    if square <= 0:
        return float("inf") if z > 0 else 0.0
    half = (1 - a) * (1 - b)
    rest = (1 - a) ** 2 - z * z * a
    root = sqrt(max(half * half - square * rest, 0.0))
    x = (half + root) / square if z > 0 else (half - root) / square
    return max(x, 0.0) ** 3


def ratio_interval(
    over: float, over_weight: float, under: float, under_weight: float, confidence: float
) -> tuple[float, float]:
    """The equal-tailed interval of Gamma(over, rate over_weight) / Gamma(under, rate under_weight)."""
    scale = (over / over_weight) / (under / under_weight)
    tail = (1 - confidence) / 2
    low, high = (f_quantile(p, 2 * over, 2 * under) for p in (tail, 1 - tail))
    return scale * low, scale * high
