"""Tells people that they met a case, and takes it back where it was none: one by one, each once.

A notice goes with its evidence in one transaction, under the lock of the person: broken off, a job goes on
with what is left, and two jobs at once do each notice once.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gapura import config
from gapura.audit import trail
from gapura.common.fields import lookup_hash
from gapura.core.evidence import Contact as Met
from gapura.core.evidence import Evidence
from gapura.mail.acts import delete_old, delete_to, send
from gapura.people import evidence
from gapura.people.acts import erased
from gapura.people.models import Contact, Person
from gapura.people.reaching import Reach
from gapura.tracing.models import Case, Notice

log = logging.getLogger(__name__)

TOLD: Final = {kind: f"notice_{kind}" for kind in Contact.Kind.values}
TAKEN_BACK: Final = {kind: f"notice_withdrawn_{kind}" for kind in Contact.Kind.values}
TEMPLATES: Final = (*TOLD.values(), *TAKEN_BACK.values())
"""The messages that say there is something to read; what it is stands on the person's own page alone."""

_AT_ONCE: Final = 500


def tell_due() -> None:
    """Tell everybody whose notice waits."""
    _each(Notice.State.PLANNED, _tell)


def take_back_due() -> None:
    """Take back what was told of cases that were none."""
    _each(Notice.State.LEAVING, _take_back)


def origin_of(case: Case) -> bytes:
    """By what the contacts that a case made are found in the ledger."""
    return lookup_hash("case", str(case.pk))


def forget_person(person: Person, contacts: list[Contact]) -> None:
    """Delete what a person was told, and the messages that said so."""
    Notice.objects.filter(person=person).delete()
    delete_to(templates=TEMPLATES, to=[str(contact.value) for contact in contacts])


def forget_messages(*, before: datetime) -> int:
    """Delete messages from before a moment; how many rows."""
    return delete_old(templates=TEMPLATES, before=before)


def _each(state: Notice.State, act: Callable[[Notice], None]) -> None:
    """One whose turn fails waits for the next job and holds up none of the others."""
    after = UUID(int=0)
    while some := list(_waiting(state, after)):
        for pk, person_id in some:
            try:
                _one(pk, person_id, state, act)
            except Exception:
                log.exception("notice %s could not be dealt with", pk)
        after = some[-1][0]


def _waiting(state: Notice.State, after: UUID) -> list[tuple[UUID, UUID]]:
    rows = Notice.objects.filter(state=state, id__gt=after).order_by("id")
    return list(rows.values_list("pk", "person_id")[:_AT_ONCE])


@transaction.atomic
def _one(pk: UUID, person_id: UUID, state: Notice.State, act: Callable[[Notice], None]) -> None:
    """The person first, as everybody who locks both does. Who was erased has no notice any more.

    But one that was planned at the very moment: it goes here.
    """
    try:
        person = erased.hold(Person(pk=person_id))
    except erased.ErasedError:
        Notice.objects.filter(pk=pk, person_id=person_id, person__erased_at__isnull=False).delete()
        return
    held = Notice.objects.select_for_update(of=("self",)).select_related("case")
    notice = held.filter(pk=pk, person=person, state=state).first()
    if notice is not None:
        notice.person = person
        act(notice)


def _tell(notice: Notice) -> None:
    by = trail.named(notice.planned_by)
    try:
        evidence.record(
            person=notice.person,
            evidence=Evidence(contacts=(Met(notice.contact_day),)),
            source=evidence.Source.TRACING,
            origin=origin_of(notice.case),
            by=by,
        )
    except evidence.FullError:  # who met a case is told all the same
        log.warning("notice %s is told, and its contact is not on record", notice.pk)
    if notice.told_at is None:
        notice.message_id = _write(notice, TOLD, by)
        notice.told_at = timezone.now()
    notice.state = Notice.State.TOLD
    notice.save(update_fields=["state", "told_at", "message_id"])


def _take_back(notice: Notice) -> None:
    by = trail.named(notice.case.withdrawn_by)
    with translation.override(notice.person.language):
        reason = _("The test result that this contact rested on was wrong.")
    evidence.withdraw_origin(person=notice.person, origin=origin_of(notice.case), reason=reason, by=by)
    if notice.told_at is not None:
        _write(notice, TAKEN_BACK, by)
    notice.state, notice.withdrawn_at = Notice.State.WITHDRAWN, timezone.now()
    notice.save(update_fields=["state", "withdrawn_at"])


def _write(notice: Notice, templates: dict[str, str], by: trail.Actor) -> UUID | None:
    """Write to the contact that was shown last, of those that messages go to; None where there is none."""
    for contact in Contact.objects.filter(person=notice.person).order_by("-verified_at"):
        if contact.kind == Contact.Kind.PHONE and not config.current().sends_sms:
            continue
        message = send(
            channel=Reach(contact.kind, str(contact.value)).channel,
            to=str(contact.value),
            template=templates[contact.kind],
            language=notice.person.language,
            context={},
            by=by,
            about=f"notice:{notice.pk}",
        )
        return message.pk
    return None
