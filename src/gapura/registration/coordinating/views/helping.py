"""What a coordinator does for one application that is stuck, or for many at once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gapura.accounts import pacing
from gapura.accounts.access import roles_only
from gapura.accounts.acts import AccountActiveError
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.moves import MoveError
from gapura.common.times import pointed
from gapura.registration.acts import coordinating, following
from gapura.registration.acts.following import TooManyDocumentsError
from gapura.registration.coordinating.forms import AnswerForm, ContactForm, TextForm
from gapura.registration.coordinating.slip import print_slip, slip_of
from gapura.registration.coordinating.views.applications import own, page_of
from gapura.registration.documents import NewDocument
from gapura.registration.models import Application
from gapura.registration.scope import applications_of
from gapura.registration.ticking import ticked

MOST_AT_ONCE = 50


@roles_only(Role.COORDINATOR)
@require_POST
def remind(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """Send once more what the PIC waits for."""
    application, user = own(request, application_id), request.user
    return _done(
        request,
        application,
        lambda: coordinating.remind(application=application, by=user),
        _("Sent once more."),
    )


@roles_only(Role.COORDINATOR)
@require_POST
def remind_many(request: StaffRequest) -> HttpResponse:
    """The same for every application that was ticked, each on its own: one does not hold up the others."""
    chosen = ticked(request.POST)[:MOST_AT_ONCE]
    sent, over, often = 0, 0, 0
    for application in applications_of(request.user).filter(pk__in=chosen):
        try:
            coordinating.remind(application=application, by=request.user)
            sent += 1
        except pacing.TooOftenError:
            often += 1
        except (MoveError, AccountActiveError):
            over += 1
    if sent:
        said = ngettext("%(n)d message is sent once more.", "%(n)d messages are sent once more.", sent)
        messages.success(request, said % {"n": sent})
    if over:
        said = ngettext("%(n)d waits for no message.", "%(n)d wait for no message.", over)
        messages.warning(request, said % {"n": over})
    if often:
        said = ngettext(
            "%(n)d got three messages within an hour already: rather call.",
            "%(n)d got three messages within an hour already: rather call.",
            often,
        )
        messages.warning(request, said % {"n": often})
    if not sent and not over and not often:
        messages.warning(request, _("Tick at least one place first."))
    return redirect("coordinator_stuck")


@roles_only(Role.COORDINATOR)
@require_POST
def correct(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """Correct where the PIC is reached; what went to the old address stops working."""
    application, user = own(request, application_id), request.user
    form = ContactForm(request.POST, auto_id="contact_%s")
    if not form.is_valid():
        return _again(request, application, contact_form=form)
    email, phone = form.cleaned_data["email"], form.cleaned_data["phone"]
    if email == application.email and not phone:
        form.add_error("email", _("This is the address that is known already."))
        return _again(request, application, contact_form=form)
    return _done(
        request,
        application,
        lambda: following.correct_contact(
            application=application,
            email=None if email == application.email else email,
            phone=phone or None,
            by=user,
        ),
        _("Corrected. What was sent before no longer works; it is sent anew."),
    )


@roles_only(Role.COORDINATOR)
@never_cache
@require_POST
def call(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """Show the phone number; that it was looked at is kept in the trail."""
    application = own(request, application_id)
    phone = coordinating.look_at_phone(application=application, by=request.user)
    return render(request, *page_of(request, application_id, phone=phone))


@roles_only(Role.COORDINATOR)
@never_cache
@require_POST
def slip(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """The activation slip as PDF, with a fresh one-time password that is shown nowhere else, and once."""
    application = own(request, application_id)
    try:
        made = coordinating.make_slip(application=application, by=request.user)
    except (MoveError, AccountActiveError):
        return _overtaken(request, application)
    answer = HttpResponse(print_slip(slip_of(application, made)), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="slip-{application.number}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


@roles_only(Role.COORDINATOR)
@require_POST
def slip_handed_over(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """Record that the slip was handed over in person."""
    application, user = own(request, application_id), request.user
    return _done(
        request,
        application,
        lambda: coordinating.hand_over_slip(application=application, by=user),
        _("Recorded: the slip was handed over."),
    )


@roles_only(Role.COORDINATOR)
@require_POST
def note(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """Write a note that staff alone read."""
    application, user = own(request, application_id), request.user
    form = TextForm(request.POST, auto_id="note_%s")
    if not form.is_valid():
        return _again(request, application, note_form=form)
    text = form.cleaned_data["text"]
    return _done(
        request,
        application,
        lambda: coordinating.note(application=application, text=text, by=user),
        _("The note is kept."),
    )


@roles_only(Role.COORDINATOR)
@require_POST
def answer(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """Answer the reviewer's question for the PIC, with a document where one is asked for."""
    application, user = own(request, application_id), request.user
    form = AnswerForm(request.POST, request.FILES, auto_id="answer_%s")
    if not form.is_valid():
        _keep(request, application, form.cleaned_data.get("opened"))
        return _again(request, application, answer_form=form)
    opened = form.cleaned_data.get("opened")
    return _done(
        request,
        application,
        lambda: following.answer(
            application=application,
            text=form.cleaned_data["text"],
            documents=[opened] if opened else [],
            by=user,
        ),
        _("Answered. The application is back in the reviewers' queue."),
    )


@roles_only(Role.COORDINATOR)
@require_POST
def withdraw(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """Withdraw an application, with a reason."""
    application, user = own(request, application_id), request.user
    form = TextForm(request.POST, auto_id="withdraw_%s")
    if not form.is_valid():
        return _again(request, application, withdraw_form=form)
    reason = form.cleaned_data["text"]
    return _done(
        request,
        application,
        lambda: following.withdraw(application=application, reason=reason, by=user),
        _("Withdrawn."),
    )


def _keep(request: StaffRequest, application: Application, opened: NewDocument | None) -> None:
    """Add the file that came with a refused answer, so that nobody has to choose it again."""
    if opened is None:
        return
    try:
        following.add_documents(application=application, documents=[opened], by=request.user)
        messages.success(request, _("The document is kept: you need not choose it again."))
    except (MoveError, TooManyDocumentsError):
        messages.warning(request, _("The document could not be kept."))


def _done(
    request: HttpRequest, application: Application, act: Callable[[], object], done: str
) -> HttpResponse:
    try:
        act()
    except (MoveError, AccountActiveError):
        return _overtaken(request, application)
    except pacing.TooOftenError as often:
        messages.warning(request, _too_often(application, often.until))
        return redirect("coordinator_application", application_id=application.pk)
    except TooManyDocumentsError:
        messages.error(request, _("This application has as many documents as it may have."))
        return redirect("coordinator_application", application_id=application.pk)
    messages.success(request, done)
    return redirect("coordinator_application", application_id=application.pk)


def _too_often(application: Application, until: datetime) -> str:
    return _(
        "This person got three messages within an hour. Nothing was sent now; from %(time)s on it is "
        "possible again. Rather call: what did not help three times will not help a fourth time."
    ) % {"time": pointed(f"{until.astimezone(ZoneInfo(application.region.time_zone)):%H:%M}")}


def _overtaken(request: HttpRequest, application: Application) -> HttpResponse:
    messages.warning(
        request, _("Nothing was changed: the application has moved on. This is how it stands now.")
    )
    return redirect("coordinator_application", application_id=application.pk)


def _again(request: StaffRequest, application: Application, **form: Any) -> HttpResponse:
    return render(request, *page_of(request, application.pk, **form), status=422)
