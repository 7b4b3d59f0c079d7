"""Documents as staff open them: never as a page of this site, and every look in the trail."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from gapura.accounts.models import User
from gapura.audit import trail
from gapura.registration.documents import body_of
from gapura.registration.models import Document
from gapura.registration.scope import applications_of


def document_of(user: User, application_id: UUID, document_id: UUID) -> Document:
    """A document of an application that the account sees; 404 for every other."""
    application = get_object_or_404(applications_of(user), pk=application_id)
    papers = Document.objects.select_related("application")
    return get_object_or_404(papers, pk=document_id, application=application)


def saved(document: Document, user: User, *, purpose: str) -> HttpResponse:
    """The file, to be kept and opened outside the browser."""
    body = body_of(document)
    note_look(document, user, purpose=purpose)
    return guarded(body, document.content_type, document.name, keep="no-store")


def note_look(document: Document, user: User, *, purpose: str) -> None:
    """Keep in the trail that somebody looks at a document, and what for: `review` or `help`."""
    trail.record(
        "application.open_document",
        by=user,
        subject=f"application:{document.application_id}",
        document=str(document.pk),
        kind=document.kind,
        purpose=purpose,
    )


def guarded(body: bytes, content_type: str, name: str, *, keep: str) -> HttpResponse:
    """An answer that no browser opens as a page, whatever is in it; `keep` is its `Cache-Control`."""
    answer = HttpResponse(body, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = keep
    return answer
