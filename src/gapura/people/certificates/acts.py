"""A person adds a certificate of theirs to the record, and takes it back; an issuer calls one back."""

from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapura.accounts import pacing
from gapura.audit import trail
from gapura.common import locks
from gapura.core.dates import years_before
from gapura.core.evidence import EARLIEST, LATEST, Evidence, EvidenceError
from gapura.core.evidence.certificates import Certificate, CertificateError, Problem, Signed, matching, read
from gapura.people import evidence
from gapura.people.acts import erased
from gapura.people.acts.identity import YOUNGEST
from gapura.people.certificates import earlier_doses, trust
from gapura.people.certificates.models import Revocation, Shown, origin_of
from gapura.people.models import Person, Standing

MOST_AN_HOUR: Final = 30
"""Certificates that one person may try."""
MOST: Final = 20
"""Certificates on one record."""


class NotIdentifiedError(Exception):
    """Nobody can say whether a certificate is about a person without a name."""


class UnreadableError(Exception):
    """The text is no certificate that can be read."""


class NotInForceError(Exception):
    """The certificate counts for nothing here; `problem` says why, `issuer` whose it is, where known."""

    def __init__(self, problem: Problem, issuer: str) -> None:
        super().__init__(problem)
        self.problem: Final = problem
        self.issuer: Final = issuer


class OtherPersonError(Exception):
    """The certificate is about somebody else, or does not say enough; `mismatch` says in what."""

    def __init__(self, mismatch: matching.Mismatch) -> None:
        super().__init__(mismatch)
        self.mismatch: Final = mismatch


class NothingInItError(Exception):
    """It says nothing that any rule asks for."""


class DoubtedError(Exception):
    """Staff have taken back what this certificate brought: a human's word, which is not written over."""


class TakenError(Exception):
    """The certificate is on somebody else's record already."""


class TooManyError(Exception):
    """This record has as much as one can have."""


def add(*, text: str, by: Person) -> Shown:
    """Verify a certificate and put what it says on the record of `by`; one that is there already is given.

    A certificate is one person's. If it stands on the record of somebody whose document nobody has seen, it
    goes over to whoever adds it and whose document staff have seen.

    Raises NotIdentifiedError, UnreadableError, NotInForceError, OtherPersonError, NothingInItError,
    DoubtedError, TakenError, TooManyError, erased.ErasedError, and pacing.TooOftenError after `MOST_AN_HOUR`.
    """
    pacing.spend("certificate", str(by.pk), most=MOST_AN_HOUR, within=pacing.HOUR)
    try:
        found = trust.judged(read(text))
    except CertificateError as error:
        raise UnreadableError from error
    if found.problem:
        raise NotInForceError(found.problem, found.signed_by)
    if found.signed.evidence == Evidence():
        raise NothingInItError
    return _add(found, by)


@transaction.atomic
def take_back(*, origin: bytes, by: Person) -> bool:
    """Take one of one's own certificates off the record, with all it brought; False where it is not there."""
    held = erased.hold(by)
    shown = Shown.objects.filter(origin=origin, person=held).first()
    if shown is None:
        return False
    _remove(shown, held, _("taken back by whoever added it"), by)
    return True


def withdraw_revoked(*, by: trail.Actor) -> int:
    """Withdraw what certificates brought that were called back since; how many. One at a time, repeatable."""
    listed = Revocation.objects.values("hash")
    waiting = Shown.objects.filter(revoked_at=None, revocation_hash__in=listed).values_list("pk", flat=True)
    return sum(_withdraw_revoked(bytes(origin), by) for origin in list(waiting))


@transaction.atomic
def _withdraw_revoked(origin: bytes, by: trail.Actor) -> bool:
    person = Person.objects.filter(certificates=origin).first()
    if person is None:
        return False
    held = erased.hold(person)
    shown = Shown.objects.filter(origin=origin, person=held, revoked_at=None).first()
    if shown is None:
        return False
    shown.revoked_at = timezone.now()
    shown.save(update_fields=["revoked_at"])
    _withdraw(shown, held, _("called back by its issuer"), by)
    trail.record("people.certificate_revoked", by=by, subject=f"person:{held.pk}", issuer=shown.issuer)
    return True


@transaction.atomic
def _add(found: Certificate, by: Person) -> Shown:
    signed = found.signed
    origin = origin_of(signed)
    # 1. Of two who add the same one at once, the second finds it on the first one's record.
    locks.hold(origin)
    held = erased.hold(by)
    _check_person(signed, held)
    before = Shown.objects.select_related("person").filter(origin=origin).first()
    if before is not None and before.person_id == held.pk and before.revoked_at is None:
        return before
    if before is not None:
        _give_way(before, held)
    if held.certificates.count() >= MOST:
        raise TooManyError
    if evidence.was_taken_back_by_staff(held.pk, origin):
        raise DoubtedError
    # 2. What it says, on the record; then the doses that it counts and does not date.
    try:
        evidence.record(
            person=held,
            evidence=_with_birth_date(signed),
            source=evidence.Source.CERTIFICATE,
            reference=f"{found.signed_by} ({found.country}), {signed.id}",
            origin=origin,
            by=held,
        )
        shown = _note(found, origin, held)
        earlier_doses.settle(held)
    except evidence.OtherBirthDateError:
        raise OtherPersonError("birth_date") from None
    except EvidenceError:
        raise TooManyError from None
    trail.record("people.add_certificate", by=held, subject=f"person:{held.pk}", issuer=found.signed_by)
    return shown


def _note(found: Certificate, origin: bytes, person: Person) -> Shown:
    signed = found.signed
    latest = max(signed.evidence.doses, key=lambda dose: dose.date, default=None)
    return Shown.objects.create(
        origin=origin,
        person=person,
        revocation_hash=signed.hash,
        kind=signed.kind,
        contents=",".join(sorted(signed.contents)),
        issuer=found.signed_by,
        country=found.country,
        earlier_doses=signed.earlier_doses,
        dose_on=latest.date if latest else None,
        product=latest.product if latest else "",
    )


def _check_person(signed: Signed, person: Person) -> None:
    if not person.identified or not person.name:
        raise NotIdentifiedError
    standing = Standing.objects.get(pk=person.pk)
    told = standing.evidence.get("birth_date")
    born = date.fromisoformat(told) if told else None
    found = matching.mismatch(signed.subject, name=person.name, born=born)
    if found:
        raise OtherPersonError(found)
    # Rules let small children in beside their parents: nobody becomes one by a certificate of a namesake.
    youngest = years_before(timezone.localdate(), YOUNGEST)
    if born is None and date.fromisoformat(signed.subject.birth_date) > youngest:
        raise OtherPersonError("birth_date")


def _with_birth_date(signed: Signed) -> Evidence:
    """What it says of its holder. Raises OtherPersonError where nobody was born on that day."""
    stated = signed.evidence
    born = date.fromisoformat(signed.subject.birth_date)
    if not EARLIEST <= born <= LATEST:
        raise OtherPersonError("no_birth_date")
    return Evidence(birth_date=born, doses=stated.doses, tests=stated.tests, recoveries=stated.recoveries)


def _give_way(before: Shown, to: Person) -> None:
    """What is typed is a word, what staff have seen is a record. Raises TakenError."""
    if before.person_id == to.pk:
        before.delete()  # its list no longer says that it was called back
        return
    holder = erased.hold(before.person)  # who may be taking over a record that staff have seen
    if holder.seen or not to.seen:
        raise TakenError
    _remove(before, holder, _("added by somebody whose document staff have seen"), to)


def _remove(shown: Shown, person: Person, reason: str, by: Person) -> None:
    issuer = shown.issuer
    _withdraw(shown, person, reason, by, gone=True)
    trail.record(
        "people.remove_certificate", by=by, subject=f"person:{person.pk}", issuer=issuer, reason=reason
    )


def _withdraw(shown: Shown, person: Person, reason: str, by: trail.Actor, *, gone: bool = False) -> None:
    for origin in (bytes(shown.origin), shown.earlier):
        evidence.withdraw_origin(person=person, origin=origin, reason=reason, by=by)
    if gone:
        shown.delete()
    earlier_doses.settle(person)
