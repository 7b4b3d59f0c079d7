"""A letter or photo for the reviewer: as a file to download, and as pictures drawn here; never as it came."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.audit.models import Event
from gapura.registration.documents import body_of
from gapura.registration.models import Document
from gapura.registration.review.pictures import PictureError, picture_of
from gapura.registration.scope import applications_of

ONE_LOOK = timedelta(hours=1)
"""The pictures of a document that one reviewer sees within this time are one look at it."""


@roles_only(Role.REVIEWER)
@never_cache
@require_safe
def large(request: HttpRequest, application_id: UUID, document_id: UUID) -> HttpResponse:
    """All pages of a document as wide as the screen."""
    assert isinstance(request.user, User)
    document = _found(request.user, application_id, document_id)
    context = {"document": document, "pages": range(1, document.pages + 1)}
    return render(request, "registration/review_document.html", context)


@roles_only(Role.REVIEWER)
@require_safe
def download(request: HttpRequest, application_id: UUID, document_id: UUID) -> HttpResponse:
    """The file, to be kept and opened outside the browser."""
    assert isinstance(request.user, User)
    document = _found(request.user, application_id, document_id)
    body = body_of(document)
    _note(document, request.user)
    return _guarded(body, document.content_type, document.name, keep="no-store")


@roles_only(Role.REVIEWER)
@require_safe
def picture(request: HttpRequest, application_id: UUID, document_id: UUID, page: int) -> HttpResponse:
    """One page as a picture, for the page that compares it with the form."""
    assert isinstance(request.user, User)
    document = _found(request.user, application_id, document_id)
    try:
        drawn = picture_of(document, page)
    except PictureError:
        raise Http404 from None
    if not _looked_at(document, request.user):
        _note(document, request.user)
    name = f"{document.name.rpartition('.')[0]}-{page}.{drawn.content_type.removeprefix('image/')}"
    return _guarded(drawn.body, drawn.content_type, name, keep="private, max-age=600")


def _found(user: User, application_id: UUID, document_id: UUID) -> Document:
    application = get_object_or_404(applications_of(user), pk=application_id)
    papers = Document.objects.select_related("application")
    return get_object_or_404(papers, pk=document_id, application=application)


def _note(document: Document, user: User) -> None:
    trail.record(
        "application.open_document",
        by=user,
        subject=f"application:{document.application_id}",
        document=str(document.pk),
        kind=document.kind,
        purpose="review",
    )


def _looked_at(document: Document, user: User) -> bool:
    return Event.objects.filter(
        subject=f"application:{document.application_id}",
        act="application.open_document",
        by=user.actor,
        data__document=str(document.pk),
        at__gt=timezone.now() - ONE_LOOK,
    ).exists()


def _guarded(body: bytes, content_type: str, name: str, *, keep: str) -> HttpResponse:
    """An answer that no browser opens as a page, whatever is in it."""
    answer = HttpResponse(body, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = keep
    return answer
