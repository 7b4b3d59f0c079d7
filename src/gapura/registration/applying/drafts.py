"""Drafts: what was typed so far, sealed, for whoever holds the key."""

import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gapura.common.fields import lookup_hash
from gapura.registration import details
from gapura.registration.acts.following import MOST_DOCUMENTS, TooManyDocumentsError
from gapura.registration.documents import NewDocument, keep
from gapura.registration.models import Application, Document, Draft

LIFETIME = timedelta(days=30)
"""After the last change."""


def start(*, language: str, replaces: Application | None = None) -> tuple[Draft, str]:
    """A new draft and the key that opens it; with what `replaces` said, where that is applied for anew."""
    key = secrets.token_urlsafe(24)
    data = details.plain(replaces.details) if replaces else {}
    draft = Draft.objects.create(
        key_hash=_hash(key), data=json.dumps(data), language=language, replaces=replaces
    )
    return draft, key


def opened_by(key: str) -> Draft | None:
    """The draft that a key opens, if there still is one."""
    newest = Draft.objects.filter(changed_at__gt=timezone.now() - LIFETIME)
    return newest.select_related("application", "replaces").filter(key_hash=_hash(key)).first()


def written(draft: Draft) -> dict[str, Any]:
    """What was typed so far, as it was typed."""
    data: dict[str, Any] = json.loads(draft.data)
    return data


@transaction.atomic
def write(*, draft: Draft, values: Mapping[str, Any]) -> Draft:
    """Keep what one step says; the other steps stay as they are, whichever tab wrote them."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.application_id is None:
        draft.data = json.dumps({**written(draft), **values})
        draft.changed_at = timezone.now()
        draft.save(update_fields=["data", "changed_at"])
    return draft


@transaction.atomic
def add_document(*, draft: Draft, document: NewDocument) -> Document:
    """Keep a document with the draft; the same file twice is kept once. Raises TooManyDocumentsError."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    known = draft.documents.filter(kind=document.kind, sha256=document.file.sha256).first()
    if known is not None:
        return known
    if draft.documents.count() >= MOST_DOCUMENTS:
        raise TooManyDocumentsError
    return keep(document, draft=draft, by=draft)


@transaction.atomic
def remove_document(*, draft: Draft, document_id: str) -> None:
    """Take a document away again; one that is not there, or was sent already, changes nothing."""
    try:
        document = draft.documents.filter(pk=UUID(document_id), application=None).first()
    except ValueError:
        return
    if document is not None:
        content = document.content
        document.delete()
        if not Document.objects.filter(content=content).exists():
            content.delete()


def forget_old() -> int:
    """Delete drafts that nobody went on with, and their documents; how many drafts there were."""
    old = Draft.objects.filter(changed_at__lt=timezone.now() - LIFETIME, application=None)
    return sum(_forget(old, pk) for pk in list(old.values_list("pk", flat=True)))


@transaction.atomic
def _forget(old: QuerySet[Draft], pk: UUID) -> bool:
    """Delete one, unless somebody has gone on with it meanwhile."""
    draft = old.select_for_update().filter(pk=pk).first()
    if draft is None:
        return False
    for document in draft.documents.filter(application=None):
        remove_document(draft=draft, document_id=str(document.pk))
    draft.delete()
    return True


def _hash(key: str) -> bytes:
    return lookup_hash("draft", key.strip()[:100])
