"""The closed form against what numpy draws from the true distribution, and tables of F."""

import numpy as np
import pytest

from gapura.core.compliance.quantiles import f_quantile, ratio_interval


# Printed in tables of the F distribution's upper 2.5 and 5 per cent points.
@pytest.mark.parametrize(
    ("probability", "over", "under", "printed"),
    [
        (0.975, 10, 20, 2.774),
        (0.95, 10, 20, 2.348),
        (0.975, 20, 20, 2.464),
        (0.975, 60, 16, 2.447),
        (0.95, 4, 16, 3.007),
        (0.975, 1, 30, 5.568),
    ],
)
def test_it_agrees_with_the_tables(probability: float, over: float, under: float, printed: float) -> None:
    assert f_quantile(probability, over, under) == pytest.approx(printed, rel=0.02)


def test_turned_round_it_is_the_reciprocal() -> None:
    assert f_quantile(0.025, 30, 16) == pytest.approx(1 / f_quantile(0.975, 16, 30), rel=1e-9)


@pytest.mark.parametrize(("over", "under"), [(0.5, 8.2), (3, 8.2), (40, 8.2), (400, 30), (2000, 500)])
def test_the_interval_covers_what_is_drawn(over: float, under: float) -> None:
    draws = np.random.default_rng(5104)
    ratios = draws.gamma(over, 1 / 7, 200_000) / draws.gamma(under, 1 / 3, 200_000)
    low, high = ratio_interval(over, 7, under, 3, 0.95)
    assert np.mean((low <= ratios) & (ratios <= high)) == pytest.approx(0.95, abs=0.03)
