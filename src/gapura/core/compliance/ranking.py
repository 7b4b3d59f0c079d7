"""Who is named lowest and best: by the end of the interval that speaks for the place, never by its name."""

from collections.abc import Callable, Iterable
from typing import Literal

from msgspec import Struct

from gapura.core.compliance.measuring import Arithmetic
from gapura.core.compliance.metric import Parameters

Side = Literal["worst", "best"]
PLACES = 4
"""Decimals to which shares are compared, so that a rounding of the machine decides nothing."""


class Placed(Struct, frozen=True):
    """A place's rank on one side; equal places share it."""

    key: str
    rank: int


def ranked(measured: Iterable[tuple[str, Arithmetic]], side: Side, parameters: Parameters) -> list[Placed]:
    """The places to be named on one side, in order of rank.

    Lowest first are those whose upper end is lowest and below `worst_below`; best first those whose lower
    end is highest and above `best_above`. At most `listed`, more only where the last rank is shared.
    """
    order, fits = _ORDER[side], _FITS[side]
    usable = [(key, found) for key, found in measured if found.left_out is None and fits(found, parameters)]
    keyed = sorted(((order(found), key) for key, found in usable), key=lambda each: each[0])
    placed: list[Placed] = []
    for number, (by, key) in enumerate(keyed):
        rank = placed[-1].rank if number and by == keyed[number - 1][0] else number + 1
        if rank > parameters.listed:
            break
        placed.append(Placed(key, rank))
    return placed


def _lowest_first(found: Arithmetic) -> tuple[float, ...]:
    return (
        _rounded(found.high),
        _rounded(found.share),
        -_rounded(found.silent_share),
        _rounded(found.check_out_share),
        -_rounded(found.expected),
    )


def _best_first(found: Arithmetic) -> tuple[float, ...]:
    return (
        -_rounded(min(found.low, 1.0)),
        -_rounded(found.capped),
        _rounded(found.silent_share),
        -_rounded(found.check_out_share),
        -_rounded(found.expected),
    )


def _rounded(value: float) -> float:
    return round(value, PLACES)


_ORDER: dict[str, Callable[[Arithmetic], tuple[float, ...]]] = {"worst": _lowest_first, "best": _best_first}
_FITS: dict[str, Callable[[Arithmetic, Parameters], bool]] = {
    "worst": lambda found, parameters: found.high < parameters.worst_below,
    "best": lambda found, parameters: found.low > parameters.best_above,
}
