"""Figures as the page's language writes them, and the round numbers an axis shows."""

from math import ceil, floor, log10

from django.utils.formats import number_format

STEPS = (1, 2, 2.5, 5, 10)


def figure(value: float | None, decimals: int = 0) -> str:
    """`12.345` in Indonesian, `12,345` in English; a dash where nothing is known."""
    if value is None:
        return "–"
    return str(number_format(round(value, decimals), decimals, use_l10n=True, force_grouping=True))


def percent(share: float | None, decimals: int = 1) -> str:
    """A share of 1 as a percentage: `94,2 %`."""
    return "–" if share is None else f"{figure(share * 100, decimals)} %"


def ticks(highest: float, about: int = 4) -> list[float]:
    """Round numbers from 0 to `highest` or just above it, about so many steps; whole ones below ten."""
    if highest <= 0:
        return [0, 1]
    rough = max(highest / about, 1)
    power = 10.0 ** floor(log10(rough))
    step = next(power * each for each in STEPS if power * each >= rough)
    step = step if step >= 10 else float(ceil(step))
    return [step * number for number in range(ceil(highest / step) + 1)]
