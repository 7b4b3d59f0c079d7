"""The kinds of evidence, exactly as they are exchanged in JSON."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

EARLIEST = date(1880, 1, 1)
LATEST = date(2199, 12, 31)
UNNAMED = "covid-19"
"""The product of a dose of which only the kind of vaccine was told."""

Day = date
Product = Annotated[str, Meta(min_length=1, max_length=40)]
Moment = Annotated[datetime, Meta(tz=True)]


def _out_of_range(day: Day) -> ValueError:
    return ValueError(f"{day.isoformat()} is not between {EARLIEST.isoformat()} and {LATEST.isoformat()}")


class Dose(Struct, frozen=True, forbid_unknown_fields=True):
    """One vaccine dose; `product` is a lower-case code such as `sinovac`, known or not."""

    date: Day
    product: Product

    def __post_init__(self) -> None:
        if not EARLIEST <= self.date <= LATEST:
            raise _out_of_range(self.date)
        if not (self.product.islower() and self.product.isprintable()):
            raise ValueError("product is not a lower-case code")


class Test(Struct, frozen=True, forbid_unknown_fields=True):
    """One laboratory result; `at` is the instant of the result and carries its offset."""

    __test__ = False

    kind: Literal["pcr", "antigen"]
    result: Literal["positive", "negative"]
    at: Moment

    def __post_init__(self) -> None:
        if not EARLIEST < self.at.date() < LATEST:
            raise _out_of_range(self.at.date())


class Contact(Struct, frozen=True, forbid_unknown_fields=True):
    """Close contact with a confirmed case, on its last day."""

    date: Day

    def __post_init__(self) -> None:
        if not EARLIEST <= self.date <= LATEST:
            raise _out_of_range(self.date)


class Arrival(Struct, frozen=True, forbid_unknown_fields=True):
    """An arrival from abroad; `quarantine_ended` is the day the traveller was released, if recorded."""

    date: Day
    quarantine_ended: Day | None = None

    def __post_init__(self) -> None:
        ended = self.quarantine_ended or self.date
        if not EARLIEST <= self.date <= LATEST:
            raise _out_of_range(self.date)
        if not self.date <= ended <= LATEST:
            raise ValueError(f"quarantine cannot have ended on {ended.isoformat()}")


class Recovery(Struct, frozen=True, forbid_unknown_fields=True):
    """The day a case was declared recovered."""

    date: Day

    def __post_init__(self) -> None:
        if not EARLIEST <= self.date <= LATEST:
            raise _out_of_range(self.date)


class Exemption(Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from"}):
    """A government hospital's letter that its holder cannot be vaccinated, both days included."""

    start: Day
    until: Day

    def __post_init__(self) -> None:
        if not EARLIEST <= self.start <= LATEST:
            raise _out_of_range(self.start)
        if not self.start <= self.until <= LATEST:
            raise ValueError(f"a letter from {self.start.isoformat()} cannot end on {self.until.isoformat()}")


class Evidence(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Everything recorded about one person. Every part may be missing."""

    birth_date: Day | None = None
    doses: Annotated[tuple[Dose, ...], Meta(max_length=20)] = ()
    tests: Annotated[tuple[Test, ...], Meta(max_length=200)] = ()
    contacts: Annotated[tuple[Contact, ...], Meta(max_length=200)] = ()
    arrivals: Annotated[tuple[Arrival, ...], Meta(max_length=100)] = ()
    recoveries: Annotated[tuple[Recovery, ...], Meta(max_length=50)] = ()
    exemptions: Annotated[tuple[Exemption, ...], Meta(max_length=50)] = ()

    def __post_init__(self) -> None:
        if self.birth_date is not None and not EARLIEST <= self.birth_date <= LATEST:
            raise _out_of_range(self.birth_date)


def without_repeats(doses: Iterable[Dose]) -> tuple[Dose, ...]:
    """Doses without those of no named product on the day of one with a name: the same dose, told twice."""
    told = tuple(doses)
    named = {dose.date for dose in told if dose.product != UNNAMED}
    return tuple(dose for dose in told if dose.product != UNNAMED or dose.date not in named)
