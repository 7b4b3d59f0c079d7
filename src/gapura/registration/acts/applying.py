"""Handing an application in."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit import trail
from gapura.common import locks
from gapura.common.fields import lookup_hash
from gapura.mail.domains import has_mail_server
from gapura.registration import checks
from gapura.registration.acts.ending import end_secrets
from gapura.registration.acts.moving import begin, locked, move
from gapura.registration.acts.telling import tell
from gapura.registration.checks.addresses import HasMailServer
from gapura.registration.details import Details
from gapura.registration.documents import NewDocument, keep
from gapura.registration.findings import Finding, Level, errors_in
from gapura.registration.models import Application, Document, Draft, Source
from gapura.registration.names import plain_name


class UnfitApplicationError(Exception):
    """The application cannot be handed in like this; `findings` say why and what to do."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(", ".join(f"{finding.field}: {finding.code}" for finding in findings))
        self.findings = tuple(findings)


@transaction.atomic
def submit(
    *,
    details: Details,
    by: trail.Actor | None = None,
    source: Source = Source.WEB,
    documents: Sequence[NewDocument | Document] = (),
    draft: Draft | None = None,
    replaces: Application | None = None,
    takes_mail: HasMailServer = has_mail_server,
) -> Application:
    """Hand an application in and tell the PIC its tracking number.

    A draft brings its own documents and is handed in once: again gives the same application. `replaces`
    is the application that this one takes the place of; it ends, and so do its secrets. `by` is left out
    where the office applies for itself; `takes_mail` is given where its domain was asked about before. Raises
    UnfitApplicationError.
    """
    if draft is not None:
        # The application is read after the lock: a join would show it as it was while this one waited.
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        if draft.application is not None:
            return draft.application
        documents = [*documents, *draft.documents.all()]
    _one_at_a_time(details)
    if replaces is not None:
        replaces = locked(replaces)
    findings = checks.look(
        details, source=source, replaces=replaces, letters=_letters(documents), takes_mail=takes_mail
    )
    if errors := errors_in(findings):
        raise UnfitApplicationError(errors)
    application = _made(details, source, replaces, findings, by)
    author = by or application
    _attach(application, documents, author)
    if replaces is not None and replaces.under_way:
        end_secrets(replaces, by=author)
        move(replaces, "replace", by=author, newer=application.pretty_number)
    if draft is not None:
        draft.application = application
        draft.data = "{}"
        draft.save(update_fields=["application", "data"])
    trail.record(
        "application.submit",
        by=author,
        subject=application.subject,
        region=details.region,
        category=details.category,
        replaces=replaces.pretty_number if replaces else None,
    )
    tell(application, "received", by=author)
    return application


def _one_at_a_time(details: Details) -> None:
    """Of two that apply for one place at once, the second sees the first."""
    locks.hold(lookup_hash("place", f"{details.region} {plain_name(details.place_name)}"))


def _letters(documents: Sequence[NewDocument | Document]) -> int:
    return sum(document.kind == Document.Kind.LETTER for document in documents)


def _made(
    details: Details,
    source: Source,
    replaces: Application | None,
    findings: Sequence[Finding],
    by: trail.Actor | None,
) -> Application:
    application = Application(
        **columns_of(details),
        source=source,
        replaces=replaces,
        helped_by=by if isinstance(by, User) else None,
        submitted_at=timezone.now(),
    )
    note_findings(application, findings)
    begin(application, application.submitted_at)
    application.save(force_insert=True)
    return application


def columns_of(details: Details) -> dict[str, Any]:
    """The details as an application's columns hold them."""
    values: dict[str, Any] = {field: getattr(details, field) for field in Details.__struct_fields__}
    values["region_id"] = values.pop("region")
    values["doors"] = [{"name": door.name, "kind": str(door.kind)} for door in details.doors]
    values["email_hash"] = lookup_hash("application email", details.email) if details.email else None
    return values


def note_findings(application: Application, findings: Sequence[Finding]) -> None:
    """Keep what was found, without its words, and whether all of it is good."""
    application.checks = [
        {"field": finding.field, "code": finding.code, "level": finding.level.value} for finding in findings
    ]
    application.green = all(finding.level is Level.OK for finding in findings)


def _attach(application: Application, documents: Sequence[NewDocument | Document], by: trail.Actor) -> None:
    for document in documents:
        if isinstance(document, Document):
            document.application = application
            document.save(update_fields=["application"])
        else:
            keep(document, application=application, by=by)
