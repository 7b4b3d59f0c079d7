"""Opening hours as people write them: `Sen-Kam 07:30-15:30; Jum 07:30-13:00`, in Indonesian or English."""

import re

from gapura.core.weekdays import WEEKDAYS
from gapura.venues.importing.problems import UnfitRowError

_PREFIXES = {
    "sen": 0,
    "sel": 1,
    "rab": 2,
    "kam": 3,
    "jum": 4,
    "sab": 5,
    "min": 6,
    **{day: number for number, day in enumerate(WEEKDAYS)},
}
_PART = re.compile(
    r"(?P<days>[a-z' ,\-–]+?)\s*(?P<from>\d{1,2}[:.]\d{2})\s*(?:-|–|s/d|sampai|to)\s*(?P<to>\d{1,2}[:.]\d{2})"
)
_EVERY_DAY = ("setiap hari", "tiap hari", "every day", "daily")
Hours = dict[str, list[str]]


def read(text: str) -> Hours:
    """Hours by day (`{"mon": ["07:30", "15:30"]}`), days not named closed; empty text is no hours at all.

    Raises UnfitRowError.
    """
    hours: Hours = {}
    for part in filter(None, (part.strip() for part in text.lower().split(";"))):
        match = _PART.fullmatch(part)
        if match is None:
            raise _unreadable(text)
        opens, closes = _time(match["from"], text), _time(match["to"], text)
        if opens >= closes:
            raise UnfitRowError(f"opening hours end before they begin: {part}")
        hours.update({WEEKDAYS[day]: [opens, closes] for day in _days(match["days"], text)})
    return hours


def _days(words: str, text: str) -> list[int]:
    if words.strip() in _EVERY_DAY:
        return list(range(7))
    days: list[int] = []
    for span in words.replace("–", "-").split(","):
        ends = [_day(word, text) for word in span.split("-")]
        if len(ends) > 2:
            raise _unreadable(text)
        length = (ends[-1] - ends[0]) % 7
        days.extend((ends[0] + step) % 7 for step in range(length + 1))
    return days


def _day(word: str, text: str) -> int:
    found = _PREFIXES.get(word.strip().replace("'", "")[:3])
    if found is None:
        raise _unreadable(text)
    return found


def _time(digits: str, text: str) -> str:
    hour, minute = (int(number) for number in re.split("[:.]", digits))
    if minute > 59 or hour * 60 + minute > 24 * 60:
        raise _unreadable(text)
    return f"{hour:02}:{minute:02}"


def _unreadable(text: str) -> UnfitRowError:
    return UnfitRowError(f"opening hours are not like 'Sen-Kam 07:30-15:30; Jum 07:30-13:00': {text[:80]}")
