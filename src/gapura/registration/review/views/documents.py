"""A letter or photo for the reviewer: as a file to download, and as pictures drawn here; never as it came."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.models import User
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.audit.models import Event
from gapura.registration.models import Document
from gapura.registration.papers import document_of, guarded, note_look, saved
from gapura.registration.review.pictures import PictureError, picture_of

ONE_LOOK = timedelta(hours=1)
"""The pictures of a document that one reviewer sees within this time are one look at it."""


@roles_only(Role.REVIEWER)
@never_cache
@require_safe
def large(request: StaffRequest, application_id: UUID, document_id: UUID) -> HttpResponse:
    """All pages of a document as wide as the screen."""
    document = document_of(request.user, application_id, document_id)
    context = {"document": document, "pages": range(1, document.pages + 1)}
    return render(request, "registration/review_document.html", context)


@roles_only(Role.REVIEWER)
@require_safe
def download(request: StaffRequest, application_id: UUID, document_id: UUID) -> HttpResponse:
    """The file, to be kept and opened outside the browser."""
    document = document_of(request.user, application_id, document_id)
    return saved(document, request.user, purpose="review")


@roles_only(Role.REVIEWER)
@require_safe
def picture(request: StaffRequest, application_id: UUID, document_id: UUID, page: int) -> HttpResponse:
    """One page as a picture, for the page that compares it with the form."""
    document = document_of(request.user, application_id, document_id)
    try:
        drawn = picture_of(document, page)
    except PictureError:
        raise Http404 from None
    if not _looked_at(document, request.user):
        note_look(document, request.user, purpose="review")
    name = f"{document.name.rpartition('.')[0]}-{page}.{drawn.content_type.removeprefix('image/')}"
    return guarded(drawn.body, drawn.content_type, name, keep="private, max-age=600")


def _looked_at(document: Document, user: User) -> bool:
    return Event.objects.filter(
        subject=f"application:{document.application_id}",
        act="application.open_document",
        by=user.actor,
        data__document=str(document.pk),
        at__gt=timezone.now() - ONE_LOOK,
    ).exists()
