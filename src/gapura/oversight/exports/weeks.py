"""Weeks as reports count them: Monday to Sunday, named as ISO 8601 does (`2021-W41`)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

from django.utils.formats import date_format

DAYS: Final = 7
_NAME: Final = re.compile(r"(2[0-9]{3})-W([0-9]{2})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One week, by its Monday."""

    monday: date

    @classmethod
    def of(cls, day: date) -> Self:
        """The week a day lies in."""
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def last(cls, today: date) -> Self:
        """The last week that is over."""
        return cls.of(today - timedelta(days=DAYS))

    @classmethod
    def named(cls, name: str) -> Self:
        """The week of a name such as `2021-W41`. Raises ValueError."""
        parts = _NAME.fullmatch(name)
        if parts is None:
            raise ValueError(f"a week is written like 2021-W41, not {name[:20]!r}")
        return cls(date.fromisocalendar(int(parts[1]), int(parts[2]), 1))

    @property
    def name(self) -> str:
        """Such as `2021-W41`."""
        year, number, _day = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=DAYS - 1)

    @property
    def days(self) -> list[date]:
        """Its seven days."""
        return [self.monday + timedelta(days=number) for number in range(DAYS)]

    @property
    def before(self) -> Self:
        """The week before."""
        return type(self)(self.monday - timedelta(days=DAYS))

    @property
    def in_words(self) -> str:
        """`11 Oktober – 17 Oktober 2021`, in the reader's language."""
        return f"{date_format(self.monday, 'j F')} – {date_format(self.sunday, 'j F Y')}"
