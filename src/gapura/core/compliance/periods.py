"""Which periods tell few days of one place by their difference, published side by side."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

Span = tuple[date, date]
"""The first and the last date of a period."""


def tell_few_days(new: Span, others: Iterable[Span], fewest: int) -> Span | None:
    """One of the other periods beside which a new one would tell fewer than `fewest` days; None if none.

    Taken from each other, periods that overlap or touch tell what lies between any two of their beginnings
    and ends, so these are the same or far enough apart. Periods with a gap between them tell nothing.
    """
    joined, rest = [new], sorted(set(others) - {new})
    while more := [each for each in rest if any(_meet(each, one) for one in joined)]:
        joined += more
        rest = [each for each in rest if each not in more]
    marks = sorted({mark for each in joined for mark in _marks(each)})
    close = {mark for pair in pairwise(marks) if (pair[1] - pair[0]).days < fewest for mark in pair}
    return next((each for each in joined[1:] if close.intersection(_marks(each))), None)


def _marks(span: Span) -> tuple[date, date]:
    """Where it begins, and where what comes after it begins."""
    return span[0], span[1] + timedelta(days=1)


def _meet(one: Span, other: Span) -> bool:
    (begins, ends), (from_, to) = _marks(one), _marks(other)
    return begins <= to and from_ <= ends
