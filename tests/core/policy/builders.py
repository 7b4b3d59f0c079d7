"""People for the tests of the policy: evidence told in days and hours before now, at a venue's noon."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gapura.core.evidence import Arrival, Contact, Dose, Evidence, Exemption, Recovery, Test
from gapura.core.policy import RuleSet, Screening, in_force, screen

MAKASSAR = ZoneInfo("Asia/Makassar")
NOON = time(12)
LONG_AGO = 200


def noon(day: date, zone: ZoneInfo = MAKASSAR) -> datetime:
    """Noon of a day at the venue."""
    return datetime.combine(day, NOON, zone)


def person(
    day: date,
    *,
    age: int | None = 30,
    doses: int = 0,
    product: str = "sinovac",
    positive: int | None = None,
    negative_pcr: Iterable[int] = (),
    negative_antigen: Iterable[int] = (),
    contact: int | None = None,
    arrival: int | None = None,
    quarantine_ends_in: int | None = None,
    recovered: int | None = None,
    exempt: bool = False,
) -> Evidence:
    """Evidence as of a day's noon: everything is told in whole days before it, tests at 09.00."""

    def ago(days: int) -> date:
        return day - timedelta(days=days)

    def result(kind: str, outcome: str, days: int) -> Test:
        return Test(kind=kind, result=outcome, at=datetime.combine(ago(days), time(9), MAKASSAR))  # type: ignore[arg-type]

    ended = None if quarantine_ends_in is None else ago(-quarantine_ends_in)
    return Evidence(
        birth_date=None if age is None else day.replace(year=day.year - age),
        doses=tuple(Dose(date=ago(LONG_AGO - number), product=product) for number in range(doses)),
        tests=(
            *(result("pcr", "positive", days) for days in ([] if positive is None else [positive])),
            *(result("pcr", "negative", days) for days in negative_pcr),
            *(result("antigen", "negative", days) for days in negative_antigen),
        ),
        contacts=() if contact is None else (Contact(date=ago(contact)),),
        arrivals=() if arrival is None else (Arrival(date=ago(arrival), quarantine_ended=ended),),
        recoveries=() if recovered is None else (Recovery(date=ago(recovered)),),
        exemptions=(Exemption(start=ago(30), until=ago(-30)),) if exempt else (),
    )


def on(day: date, evidence: Evidence, ruleset: RuleSet | None = None, sector: str = "office") -> Screening:
    """The screening at a day's noon, by the rule set in force unless another is given."""
    screening = screen(ruleset or in_force(day), evidence, at=noon(day), zone=MAKASSAR, sector=sector)
    assert screening.error is None
    return screening
