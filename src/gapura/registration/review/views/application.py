"""One application: letter and form side by side, and what its reviewer does with it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.models import User
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.methods import require_form
from gapura.common.moves import MoveError
from gapura.registration.acts import reviewing
from gapura.registration.acts.reviewing import LimitReachedError, NotYoursError
from gapura.registration.models import Application, Remark
from gapura.registration.review.forms import ApproveForm, ReasonForm
from gapura.registration.review.listing import next_to_decide
from gapura.registration.review.sheet import sheet_of
from gapura.registration.review.views.delegations import allowance
from gapura.registration.scope import applications_of, is_national
from gapura.registration.states import State
from gapura.registration.venue import PlaceTakenError

REFUSALS = (NotYoursError, LimitReachedError, MoveError, PlaceTakenError)
APPROVED = (State.APPROVED, State.ACTIVATED, State.CONFIRMED)


Answer = Callable[[StaffRequest, UUID], HttpResponse]


def by_post(view: Answer) -> Answer:
    """Act on POST; whoever comes by GET (a reload, another language) is shown the application instead."""

    @wraps(view)
    def answer(request: StaffRequest, application_id: UUID) -> HttpResponse:
        if request.method == "POST":
            return view(request, application_id)
        return redirect("review_application", application_id=application_id)

    return never_cache(require_form(answer))


@roles_only(Role.REVIEWER)
@never_cache
@require_safe
def show(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """Everything about it, and what this reviewer can do now."""
    return _page(request, _found(request.user, application_id))


@roles_only(Role.REVIEWER)
@by_post
def take(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """Take it, so that nobody else decides it."""
    user, application = request.user, _found(request.user, application_id)
    return _do(
        request,
        application,
        lambda: reviewing.take(application=application, by=user),
        done=_("You have taken it: nobody else decides it until you let it go."),
        had=lambda now: now.state == State.IN_REVIEW and now.reviewer_id == user.pk,
    )


@roles_only(Role.REVIEWER)
@by_post
def release(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """Give it back to the queue: its reviewer, or the nation's reviewer for somebody else."""
    user, application = request.user, _found(request.user, application_id)
    return _do(
        request,
        application,
        lambda: reviewing.release(application=application, by=user),
        done=_("It is back in the queue."),
        had=lambda now: now.state == State.SUBMITTED,
    )


@roles_only(Role.REVIEWER)
@by_post
def approve(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """Approve it; the PIC is invited."""
    user, application = request.user, _found(request.user, application_id)
    form = ApproveForm(request.POST, auto_id="approve_%s")
    if not form.is_valid():
        return _page(request, application, approve_form=form, status=422)
    return _do(
        request,
        application,
        lambda: reviewing.approve(application=application, by=user, remark=form.cleaned_data["remark"]),
        done=_("Approved. The person in charge is told how to go on."),
        had=lambda now: now.state in APPROVED and now.decided_by_id == user.pk,
    )


@roles_only(Role.REVIEWER)
@by_post
def ask(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """Ask the applicant for more."""
    user, application = request.user, _found(request.user, application_id)
    form = ReasonForm.question(application, request.POST)
    if "insert" in request.POST:
        return _page(request, application, ask_form=form.inserted())
    if not form.is_valid():
        return _page(request, application, ask_form=form, status=422)
    return _do(
        request,
        application,
        lambda: reviewing.ask(application=application, question=form.cleaned_data["text"], by=user),
        done=_("The question is on its way to the applicant."),
        had=lambda now: now.state == State.QUESTION and _asked_last(now) == user.actor,
    )


@roles_only(Role.REVIEWER)
@by_post
def decline(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """Decline it, with a reason that the applicant reads."""
    user, application = request.user, _found(request.user, application_id)
    form = ReasonForm.refusal(application, request.POST)
    if "insert" in request.POST:
        return _page(request, application, decline_form=form.inserted())
    if not form.is_valid():
        return _page(request, application, decline_form=form, status=422)
    return _do(
        request,
        application,
        lambda: reviewing.decline(application=application, reason=form.cleaned_data["text"], by=user),
        done=_("Declined. The applicant reads the reason and how to apply again."),
        had=lambda now: now.state == State.DECLINED and now.decided_by_id == user.pk,
    )


def _found(user: User, application_id: UUID) -> Application:
    everything = applications_of(user).select_related(
        "region__parent__parent", "reviewer", "decided_by", "helped_by"
    )
    return get_object_or_404(everything, pk=application_id)


def _do(
    request: StaffRequest,
    application: Application,
    act: Callable[[], object],
    *,
    done: str,
    had: Callable[[Application], bool],
) -> HttpResponse:
    """Act, and show what holds now: done, done already by the same hand, or somebody was faster."""
    try:
        act()
    except REFUSALS as error:
        now = _found(request.user, application.pk)
        if not had(now):
            return _page(request, now, problem=_problem(error, now, request.user), status=409)
        messages.info(request, _("This was done already; nothing was done twice."))
    else:
        messages.success(request, done)
    return redirect("review_application", application_id=application.pk)


def _problem(error: Exception, now: Application, user: User) -> str:
    """Why nothing was done, and what holds now."""
    if isinstance(error, LimitReachedError):
        return _(
            "Today's decisions of your delegation are used up. It goes on tomorrow; nothing was changed."
        )
    if isinstance(error, PlaceTakenError):
        return _(
            "A place of this name in this region has a person in charge already, or was withdrawn. "
            "Ask the applicant, or decline with that reason. Nothing was changed."
        )
    if now.state == State.IN_REVIEW and now.reviewer and now.reviewer_id != user.pk:
        return _("%(name)s has taken it and decides it. Nothing was changed.") % {"name": now.reviewer.name}
    if now.state == State.SUBMITTED:
        return _("It is back in the queue and nobody has it. Take it first. Nothing was changed.")
    state = now.get_state_display()
    return _("Somebody was faster: it is now “%(state)s”. Nothing was changed.") % {"state": state}


def _asked_last(application: Application) -> str:
    question = application.remarks.filter(kind=Remark.Kind.QUESTION).last()
    return question.by if question else ""


def _page(
    request: StaffRequest, application: Application, *, status: int = 200, problem: str = "", **forms: Any
) -> HttpResponse:
    mine = application.state == State.IN_REVIEW and application.reviewer_id == request.user.pk
    context = {
        "sheet": sheet_of(application, request.user, before=request.GET.get("before")),
        "problem": problem,
        "mine": mine,
        "may_take": application.state == State.SUBMITTED,
        "may_release": application.state == State.IN_REVIEW and (mine or is_national(request.user)),
        "approve_form": ApproveForm(auto_id="approve_%s"),
        "ask_form": ReasonForm.question(application),
        "decline_form": ReasonForm.refusal(application),
        "next": None if mine else next_to_decide(request.user, after=application),
        "allowance": allowance(request.user),
        **forms,
    }
    return render(request, "registration/review_application.html", context, status=status)
