"""Facts: what the evidence says about one person at one instant, as a flat object of primitives.

The facts are the same for every rule set but for which products are complete with one dose. Rules read
nothing else. No fact is ever null: a count of days that does not exist is `NEVER`, a day number that
does not exist is `NONE`, so that a comparison always has two integers, in Python and in JavaScript.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from gapura.core.evidence import Arrival, Dose, Evidence

Facts = dict[str, Any]

NEVER = 1_000_000
NONE = -1

_MINUTE = timedelta(minutes=1)
_PAIR_APART = timedelta(hours=24)

_NOTHING: Facts = {
    "age": NEVER,
    "doses": 0,
    "doses_complete": False,
    "boosted": False,
    "recovery_days": NEVER,
    "recovery_months": NEVER,
    "case_days": NEVER,
    "case_negative_day": NONE,
    "case_negative_pcr_day": NONE,
    "case_earlier_pcr_day": NONE,
    "contact_days": NEVER,
    "contact_negative_day": NONE,
    "contact_negative_pcr_day": NONE,
    "contact_negative_days": 0,
    "arrival_days": NEVER,
    "in_quarantine": False,
    "negative_antigen_minutes": NEVER,
    "negative_pcr_minutes": NEVER,
    "exempt": False,
}

MEANINGS = {
    "age": "complete years; NEVER when the birth date is not known, so that the rules for adults apply",
    "doses": "doses given up to today",
    "doses_complete": "the primary course is complete: two doses, or one of a one-dose product",
    "boosted": "at least one dose after the primary course was complete",
    "recovery_days": "days since the latest recovery",
    "recovery_months": "complete calendar months since the latest recovery",
    "case_days": "days since the date of the latest positive result, which is day 0",
    "case_negative_day": "day of the case on which the latest negative test fell",
    "case_negative_pcr_day": "day of the case on which the latest negative PCR fell",
    "case_earlier_pcr_day": "day of the case of the latest negative PCR 24 hours or more before the last",
    "contact_days": "days since the latest close contact, which is day 0",
    "contact_negative_day": "day after the contact on which the latest negative test fell",
    "contact_negative_pcr_day": "day after the contact on which the latest negative PCR fell",
    "contact_negative_days": "number of different days from day 1 of the contact with a negative test",
    "arrival_days": "days since the latest arrival from abroad whose quarantine has no recorded end",
    "in_quarantine": "quarantine after an arrival has a recorded end that is still to come",
    "negative_antigen_minutes": "minutes since the latest negative antigen result, begun ones counted",
    "negative_pcr_minutes": "minutes since the latest negative PCR result, begun ones counted",
    "exempt": "a medical letter from a government hospital covers today",
}


def facts_of(
    evidence: Evidence, *, at: datetime, zone: ZoneInfo, one_dose_products: Collection[str] = ()
) -> Facts:
    """The facts at an instant; days are dates in `zone`, and nothing dated after `at` counts.

    `at` carries its offset. Keys and meanings are those of `MEANINGS`.
    """
    today = at.astimezone(zone).date()
    facts = _NOTHING.copy()
    if evidence.birth_date is not None and evidence.birth_date <= today:
        facts["age"] = _age(evidence.birth_date, today)
    if evidence.doses:
        _add_doses(facts, evidence.doses, today, one_dose_products)
    if evidence.recoveries:
        _add_recovery(facts, [recovery.date for recovery in evidence.recoveries], today)
    if evidence.arrivals:
        _add_arrivals(facts, evidence.arrivals, today)
    if evidence.tests or evidence.contacts:
        _add_tests_and_contacts(facts, evidence, at, today, zone)
    if evidence.exemptions:
        facts["exempt"] = any(letter.start <= today <= letter.until for letter in evidence.exemptions)
    return facts


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _add_doses(
    facts: Facts, doses: tuple[Dose, ...], today: date, one_dose_products: Collection[str]
) -> None:
    """Count the doses; the first one's product says how many make the course complete."""
    count, course, first = 0, 2, today
    for dose in doses:
        if dose.date <= today:
            needed = 1 if dose.product in one_dose_products else 2
            if count == 0 or dose.date < first or (dose.date == first and needed < course):
                first, course = dose.date, needed
            count += 1
    facts["doses"] = count
    facts["boosted"] = count > course
    facts["doses_complete"] = count >= course


def _add_recovery(facts: Facts, dates: list[date], today: date) -> None:
    latest = max((day for day in dates if day <= today), default=None)
    if latest is not None:
        facts["recovery_days"] = (today - latest).days
        months = (today.year - latest.year) * 12 + today.month - latest.month
        facts["recovery_months"] = months - (today.day < latest.day)


def _add_arrivals(facts: Facts, arrivals: tuple[Arrival, ...], today: date) -> None:
    for arrival in arrivals:
        if arrival.date > today:
            continue
        if arrival.quarantine_ended is None:
            facts["arrival_days"] = min(facts["arrival_days"], (today - arrival.date).days)
        elif today < arrival.quarantine_ended:
            facts["in_quarantine"] = True


class _Negative(NamedTuple):
    at: datetime
    day: date
    is_pcr: bool


def _add_tests_and_contacts(
    facts: Facts, evidence: Evidence, at: datetime, today: date, zone: ZoneInfo
) -> None:
    known = [test for test in evidence.tests if test.at <= at]
    negatives = [
        _Negative(test.at, test.at.astimezone(zone).date(), test.kind == "pcr")
        for test in known
        if test.result == "negative"
    ]
    for negative in negatives:
        name = "negative_pcr_minutes" if negative.is_pcr else "negative_antigen_minutes"
        facts[name] = min(facts[name], -((negative.at - at) // _MINUTE))
    positives = [test.at for test in known if test.result == "positive"]
    if positives:
        _add_case(facts, max(positives).astimezone(zone).date(), negatives, today)
    contacts = [contact.date for contact in evidence.contacts if contact.date <= today]
    if contacts:
        _add_contact(facts, max(contacts), negatives, today)


def _add_case(facts: Facts, day_0: date, negatives: list[_Negative], today: date) -> None:
    facts["case_days"] = (today - day_0).days
    if not negatives:
        return
    facts["case_negative_day"] = _latest_day([each.day for each in negatives], day_0)
    pcrs = [each for each in negatives if each.is_pcr]
    if pcrs:
        last = max(each.at for each in pcrs)
        earlier = [each.day for each in pcrs if last - each.at >= _PAIR_APART]
        facts["case_negative_pcr_day"] = _latest_day([each.day for each in pcrs], day_0)
        facts["case_earlier_pcr_day"] = _latest_day(earlier, day_0)


def _add_contact(facts: Facts, day_0: date, negatives: list[_Negative], today: date) -> None:
    facts["contact_days"] = (today - day_0).days
    if not negatives:
        return
    days = {each.day for each in negatives}
    facts["contact_negative_day"] = _latest_day(days, day_0)
    facts["contact_negative_pcr_day"] = _latest_day([each.day for each in negatives if each.is_pcr], day_0)
    facts["contact_negative_days"] = sum(day > day_0 for day in days)


def _latest_day(days: Collection[date], day_0: date) -> int:
    """The number of the latest day counted from day 0; NONE where there is none, or only earlier ones."""
    return max(NONE, (max(days) - day_0).days) if days else NONE
