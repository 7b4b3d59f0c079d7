"""Evidence in words: one sentence for each thing recorded, with its date, newest first."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from gapura.core.evidence import Evidence
from gapura.core.policy.reasons import EvidenceKind
from gapura.core.policy.words import Text, long_date, product_name

MOST = 6
"""As many sentences of one kind as are shown; the newest are."""


class Moment(NamedTuple):
    """Now, at a venue, in a language."""

    at: datetime
    zone: ZoneInfo
    language: str

    @property
    def today(self) -> date:
        """The date in the venue's zone."""
        return self.at.astimezone(self.zone).date()

    def date(self, day: date) -> str:
        """A date in words."""
        return long_date(day, self.language)

    def say(self, indonesian: str, english: str) -> str:
        """The one of two texts that is in the language."""
        return Text(indonesian, english).in_(self.language)


def describe(evidence: Evidence, kind: EvidenceKind, now: Moment) -> tuple[str, ...]:
    """What is recorded of a kind up to now; nothing dated later is mentioned."""
    return tuple(_DESCRIBERS[kind](evidence, now))[:MOST]


def _birth(evidence: Evidence, now: Moment) -> Iterator[str]:
    if evidence.birth_date is not None:
        born = now.date(evidence.birth_date)
        yield now.say(f"Lahir {born}.", f"Born on {born}.")


def _doses(evidence: Evidence, now: Moment) -> Iterator[str]:
    given = sorted((dose.date, dose.product) for dose in evidence.doses if dose.date <= now.today)
    for number, (day, product) in reversed(list(enumerate(given, start=1))):
        name, on = product_name(product), now.date(day)
        yield now.say(f"Dosis {number}: {name}, {on}.", f"Dose {number}: {name}, {on}.")


def _tests(evidence: Evidence, now: Moment) -> Iterator[str]:
    known = sorted((test for test in evidence.tests if test.at <= now.at), key=lambda test: test.at)
    for test in reversed(known):
        local = test.at.astimezone(now.zone)
        kind = "PCR" if test.kind == "pcr" else "antigen"
        result = now.say("positif" if test.result == "positive" else "negatif", test.result)
        when = f"{now.date(local.date())} {local:%H.%M}"
        yield now.say(f"Tes {kind} {result}, {when}.", f"{result.capitalize()} {kind} test, {when}.")


def _contacts(evidence: Evidence, now: Moment) -> Iterator[str]:
    for day in sorted((each.date for each in evidence.contacts if each.date <= now.today), reverse=True):
        number = (now.today - day).days
        yield now.say(
            f"Kontak erat pada {now.date(day)}, hari ini H+{number}.",
            f"Close contact on {now.date(day)}, today is day {number}.",
        )


def _arrivals(evidence: Evidence, now: Moment) -> Iterator[str]:
    known = sorted((each for each in evidence.arrivals if each.date <= now.today), key=lambda each: each.date)
    for arrival in reversed(known):
        arrived = now.date(arrival.date)
        if arrival.quarantine_ended is None:
            end = now.say("selesai karantina belum tercatat", "no end of quarantine on record")
        else:
            ended = now.date(arrival.quarantine_ended)
            end = now.say(f"karantina sampai {ended}", f"quarantine until {ended}")
        yield now.say(f"Tiba dari luar negeri {arrived}, {end}.", f"Arrived from abroad on {arrived}, {end}.")


def _recoveries(evidence: Evidence, now: Moment) -> Iterator[str]:
    for day in sorted((each.date for each in evidence.recoveries if each.date <= now.today), reverse=True):
        yield now.say(f"Dinyatakan sembuh {now.date(day)}.", f"Declared recovered on {now.date(day)}.")


def _exemptions(evidence: Evidence, now: Moment) -> Iterator[str]:
    for letter in evidence.exemptions:
        if letter.start <= now.today <= letter.until:
            start, until = now.date(letter.start), now.date(letter.until)
            yield now.say(
                f"Surat dokter berlaku {start} sampai {until}.",
                f"Doctor's letter valid from {start} to {until}.",
            )


_DESCRIBERS: dict[EvidenceKind, Callable[[Evidence, Moment], Iterator[str]]] = {
    "birth_date": _birth,
    "doses": _doses,
    "tests": _tests,
    "contacts": _contacts,
    "arrivals": _arrivals,
    "recoveries": _recoveries,
    "exemptions": _exemptions,
}
