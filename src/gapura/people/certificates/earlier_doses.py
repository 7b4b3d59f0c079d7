"""Doses that a certificate counts and does not date: "dose 2 of 2" says that there was one before.

They count as given on the days just before, as far as no earlier doses are on record: told by another
certificate or a health office, a dose is not counted twice.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from gapura.audit import trail
from gapura.core.evidence import Dose, Evidence
from gapura.people import evidence
from gapura.people.certificates.models import Shown
from gapura.people.models import EvidenceRecord, Person


def settle(person: Person) -> None:
    """Put as many earlier doses on record as the certificate that counts most needs, and no others."""
    shown = list(person.certificates.filter(revoked_at=None, earlier_doses__gt=0))
    if not shown:
        return
    marks = {each.earlier: each for each in shown}
    records = list(EvidenceRecord.objects.filter(person_id=person.pk, withdrawn_at=None))
    here_from = {_origin(each) for each in records}
    good = [each for each in shown if bytes(each.origin) in here_from and not _is_doubted(each)]
    counts = max(good, key=lambda each: (each.earlier_doses, bytes(each.origin)), default=None)
    told = {dose for each in records if _origin(each) not in marks for dose in _doses(each)}
    wanted = _wanted(counts, told) if counts else ()
    for mark, each in marks.items():
        here = {dose for record in records if _origin(record) == mark for dose in _doses(record)}
        if here != (set(wanted) if each is counts else set()):
            reason = _("counted anew with what else is on record")
            evidence.withdraw_origin(person=person, origin=mark, reason=reason, by=trail.SYSTEM)
    if counts and wanted:
        said = _("%(issuer)s: an earlier dose, which the certificate counts without a day")
        evidence.record(
            person=person,
            evidence=Evidence(doses=wanted),
            source=evidence.Source.CERTIFICATE,
            reference=said % {"issuer": counts.issuer},
            origin=counts.earlier,
            by=trail.SYSTEM,
        )


def _is_doubted(counts: Shown) -> bool:
    """Whether staff have taken one of them back: a human's word, which is not counted over."""
    return evidence.was_taken_back_by_staff(counts.person_id, counts.earlier)


def _wanted(counts: Shown, told: set[Dose]) -> tuple[Dose, ...]:
    """The latest days before its own on which no dose is on record."""
    assert counts.dose_on is not None
    known = {dose.date for dose in told if dose.date < counts.dose_on}
    lacking = max(counts.earlier_doses - len(known), 0)
    days = _days_before(counts.dose_on, known)
    return tuple(Dose(next(days), counts.product) for _each in range(lacking))


def _days_before(day: date, taken: set[date]) -> Iterator[date]:
    while True:
        day -= timedelta(days=1)
        if day not in taken:
            yield day


def _doses(record: EvidenceRecord) -> list[Dose]:
    return [Dose(date.fromisoformat(each["date"]), each["product"]) for each in record.item.get("doses", ())]


def _origin(record: EvidenceRecord) -> bytes:
    return bytes(record.origin or b"")
