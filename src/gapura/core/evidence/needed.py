"""The part of somebody's evidence that any rule set can need within a stated time, and nothing more.

The facts (`policy.facts`) of the part are those of the whole at every moment of that time, in every time
zone, as long as no contact is older than `OLDEST_CONTACT` and no more than `MOST_NEGATIVES` negative tests
followed the latest one. The birth date is replaced by one that gives the same age.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from gapura.core.dates import years_before
from gapura.core.evidence.model import Arrival, Contact, Evidence, Exemption, Recovery, Test

OLDEST_CONTACT: Final = timedelta(days=90)
MOST_NEGATIVES: Final = 20
_DAY: Final = timedelta(days=1)
_PAIR_APART: Final = timedelta(hours=24)


class _Span(NamedTuple):
    """A stretch of time; `first` and `last` are the days it can touch in any zone."""

    since: datetime
    until: datetime
    first: date
    last: date


def needed(evidence: Evidence, *, since: datetime, until: datetime) -> Evidence:
    """What of `evidence` can matter from `since` until `until` (aware, at most a year apart)."""
    span = _Span(since, until, since.astimezone(UTC).date() - _DAY, until.astimezone(UTC).date() + _DAY)
    contacts = _contacts(evidence, span)
    return Evidence(
        birth_date=_birth_date(evidence.birth_date, span),
        doses=tuple(dose for dose in evidence.doses if dose.date <= span.last),
        tests=tuple(sorted(_tests(evidence.tests, contacts, span), key=lambda test: test.at)),
        contacts=contacts,
        arrivals=_arrivals(evidence.arrivals, span),
        recoveries=_recoveries(evidence.recoveries, span),
        exemptions=_exemptions(evidence.exemptions, span),
    )


def _birth_date(born: date | None, span: _Span) -> date | None:
    """The day before the span, as many years ago as the person is old, unless a birthday falls into it."""
    if born is None or born > span.first:
        return born
    age = _age(born, span.first)
    return years_before(span.first, age) if _age(born, span.last) == age else born


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _contacts(evidence: Evidence, span: _Span) -> tuple[Contact, ...]:
    """The latest before the span, and any that may fall into it."""
    days = {each.date for each in evidence.contacts if span.first - OLDEST_CONTACT <= each.date <= span.last}
    return tuple(Contact(day) for day in _latest_and_later(days, span))


def _recoveries(recoveries: tuple[Recovery, ...], span: _Span) -> tuple[Recovery, ...]:
    days = {each.date for each in recoveries if each.date <= span.last}
    return tuple(Recovery(day) for day in _latest_and_later(days, span))


def _latest_and_later(days: set[date], span: _Span) -> list[date]:
    latest = max((day for day in days if day <= span.first), default=None)
    return sorted(day for day in days if latest is None or day >= latest)


def _arrivals(arrivals: tuple[Arrival, ...], span: _Span) -> tuple[Arrival, ...]:
    """Arrivals that may fall into the span; of earlier ones, the last to go free and the last unended."""
    coming = {each for each in arrivals if span.first < each.date <= span.last}
    earlier = [each for each in arrivals if each.date <= span.first]
    unended = [each for each in earlier if each.quarantine_ended is None]
    held = [each for each in earlier if each.quarantine_ended and each.quarantine_ended > span.first]
    kept = coming | set(sorted(unended, key=lambda each: each.date)[-1:])
    kept |= set(sorted(held, key=lambda each: each.quarantine_ended or each.date)[-1:])
    return tuple(sorted(kept, key=lambda each: (each.date, each.quarantine_ended or date.max)))


def _exemptions(letters: tuple[Exemption, ...], span: _Span) -> tuple[Exemption, ...]:
    return tuple(each for each in letters if each.start <= span.last and each.until >= span.first)


def _tests(tests: tuple[Test, ...], contacts: tuple[Contact, ...], span: _Span) -> set[Test]:
    known = [test for test in tests if test.at <= span.until]
    coming = {test for test in known if test.at > span.since}
    settled = sorted((test for test in known if test.at <= span.since), key=lambda test: test.at)
    negatives = [test for test in settled if test.result == "negative"]
    kept = coming | set([test for test in settled if test.result == "positive"][-1:])
    kept |= set([test for test in negatives if test.kind == "antigen"][-1:])
    kept |= set(_pairs([test for test in negatives if test.kind == "pcr"], bool(coming)))
    return kept | set(_since_contact(negatives, contacts))


def _pairs(pcrs: list[Test], more_to_come: bool) -> Iterator[Test]:
    """The last negative PCR, and the last one a day or more before it."""
    if pcrs:
        apart = pcrs[-1].at - _PAIR_APART
        yield from [test for test in pcrs if test.at <= apart][-1:]
        yield from [test for test in pcrs if test.at > apart] if more_to_come else pcrs[-1:]


def _since_contact(negatives: list[Test], contacts: tuple[Contact, ...]) -> list[Test]:
    if not contacts:
        return []
    day_0 = min(each.date for each in contacts)
    return [test for test in negatives if test.at.astimezone(UTC).date() >= day_0][-MOST_NEGATIVES:]
