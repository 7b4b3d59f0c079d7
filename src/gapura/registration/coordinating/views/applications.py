"""A coordinator's applications: the list, each one with all that is known of it, and applying for a PIC."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.acts import activation_of
from gapura.accounts.models import User
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.audit.words import Who, actors
from gapura.common.methods import require_form
from gapura.common.paging import asked_page
from gapura.core.codes import tracking
from gapura.mail import history
from gapura.registration.acts import applying
from gapura.registration.acts.applying import UnfitApplicationError
from gapura.registration.acts.telling import is_reachable
from gapura.registration.coordinating.files import ChosenFiles
from gapura.registration.coordinating.forms import (
    AnswerForm,
    ApplicationForm,
    ContactForm,
    Filter,
    TextForm,
    initial_of,
    written_hours,
)
from gapura.registration.coordinating.funnel import STEP_BY_CODE, counted
from gapura.registration.coordinating.stuck import reason_of
from gapura.registration.models import Application, Remark, Source
from gapura.registration.papers import document_of, saved
from gapura.registration.scope import applications_of
from gapura.registration.states import ENDED, State

PER_PAGE = 25
_LIST = ("pk", "number", "place_name", "category", "state", "since", "due_at")


@roles_only(Role.COORDINATOR)
@require_safe
def listed(request: StaffRequest) -> HttpResponse:
    """The region's applications: those behind a number of the funnel, or whatever is searched for."""
    form = Filter(request.GET, region=request.user.region)
    found = _filtered(request.user, form).only(
        *_LIST, "region__name", "region__level", "region__parent__name", "region__parent__level"
    )
    page = asked_page(request, found.order_by("place_name", "pk"), PER_PAGE)
    query = request.GET.copy()
    query.pop("page", None)
    context = {"tab": "applications", "form": form, "page": page, "query": query.urlencode()}
    return render(request, "registration/coordinator_applications.html", context)


@roles_only(Role.COORDINATOR)
@never_cache
@require_safe
def show(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """One application: what it says, every message and step, notes, and what can be done."""
    return render(request, *page_of(request, application_id))


@roles_only(Role.COORDINATOR)
@require_form
def apply(request: StaffRequest) -> HttpResponse:
    """Apply for a PIC who cannot do it alone."""
    return _applied(request, None)


@roles_only(Role.COORDINATOR)
@require_form
def apply_again(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """Apply once more for the same place; the new application names the one it takes the place of."""
    former = own(request, application_id)
    if former.state in (State.CONFIRMED, State.REPLACED) or former.replaced_by.exists():
        return redirect("coordinator_application", application_id=former.pk)
    return _applied(request, former)


@roles_only(Role.COORDINATOR)
@never_cache
@require_safe
def document(request: StaffRequest, application_id: UUID, document_id: UUID) -> HttpResponse:
    """A document to be saved; never shown as a page of this site."""
    return saved(document_of(request.user, application_id, document_id), request.user, purpose="help")


def own(request: StaffRequest, application_id: UUID) -> Application:
    """An application of the coordinator's own region; 404 for every other."""
    return get_object_or_404(applications_of(request.user), pk=application_id)


def page_of(request: StaffRequest, application_id: UUID, **more: object) -> tuple[str, dict[str, Any]]:
    """The template of one application's page and what it shows; `more` are forms with faults, or a number."""
    application = get_object_or_404(
        applications_of(request.user).select_related(
            "region__parent__parent", "replaces", "reviewer", "helped_by", "account", "venue"
        ),
        pk=application_id,
    )
    remarks = _with_names(application.remarks.all())
    context: dict[str, Any] = {
        "tab": "applications",
        "application": application,
        "opening_hours": written_hours(application.opening_hours),
        "documents": application.documents.only(
            "kind", "name", "content_type", "pages", "size", "added_at", "application"
        ),
        "notes": [each for each in remarks if each[0].kind == Remark.Kind.NOTE],
        "said": [each for each in remarks if each[0].kind != Remark.Kind.NOTE],
        "newer": application.replaced_by.order_by("-submitted_at").first(),
        "activation": activation_of(application.account) if application.account else None,
        "stuck": reason_of(request.user, application),
        "kept": history.messages_about(application.subject),
        "entries": trail.events_about(application.subject, before=request.GET.get("before")),
        "zone": application.region.time_zone,
        "now_ended": application.state in ENDED,
        "may_remind": is_reachable(application)
        and (application.under_way or application.state == State.CONFIRMED),
        "contact_form": ContactForm(initial={"email": application.email}, auto_id="contact_%s"),
        "note_form": TextForm(auto_id="note_%s"),
        "answer_form": AnswerForm(auto_id="answer_%s"),
        "withdraw_form": TextForm(auto_id="withdraw_%s"),
    }
    return "registration/coordinator_application.html", {**context, **more}


def _with_names(remarks: Iterable[Remark]) -> list[tuple[Remark, Who]]:
    """What was said, each with who said it."""
    said = list(remarks)
    who = actors(each.by for each in said)
    return [(each, who[each.by]) for each in said]


def _applied(request: StaffRequest, former: Application | None) -> HttpResponse:
    if request.method != "POST":
        initial = initial_of(former) if former else {"doors": "1"}
        form = ApplicationForm(initial=initial, region=request.user.region)
        return _form_page(request, form, former)
    form = ApplicationForm(request.POST, request.FILES, region=request.user.region)
    files = ChosenFiles(request.POST.get("kept", ""))
    if not form.is_valid():
        files.keep(form.cleaned_data["documents"])
        return _form_page(request, form, former, files, 422)
    files.let_go(form.cleaned_data["documents"])
    try:
        made = applying.submit(
            details=form.cleaned_data["details"],
            documents=form.cleaned_data["documents"],
            draft=files.draft,
            source=Source.COORDINATOR,
            replaces=former,
            by=request.user,
        )
    except UnfitApplicationError as unfit:
        form.add_findings(unfit.findings)
        files.keep(form.cleaned_data["documents"])
        return _form_page(request, form, former, files, 422)
    messages.success(
        request, _("Handed in. The tracking number is %(number)s.") % {"number": made.pretty_number}
    )
    return redirect("coordinator_application", application_id=made.pk)


def _form_page(
    request: HttpRequest,
    form: ApplicationForm,
    former: Application | None,
    files: ChosenFiles | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"tab": "apply", "form": form, "former": former, "files": files}
    return render(request, "registration/coordinator_apply.html", context, status=status)


def _filtered(user: User, form: Filter) -> QuerySet[Application]:
    if not form.is_valid():
        return applications_of(user).none()
    wanted = form.cleaned_data
    # Whoever asks for a state may ask for what the funnel leaves out, such as what was withdrawn.
    found = applications_of(user) if wanted["state"] or wanted["search"] else counted(user)
    if wanted["step"]:
        found = found.filter(STEP_BY_CODE[wanted["step"]].reached)
    if wanted["state"]:
        found = found.filter(state=wanted["state"])
    if wanted["kecamatan"]:
        found = found.filter(region__code__startswith=wanted["kecamatan"])
    if wanted["category"]:
        found = found.filter(category=wanted["category"])
    return found.filter(_named(wanted["search"])) if wanted["search"] else found


def _named(text: str) -> Q:
    named = Q(place_name__icontains=text)
    try:
        return named | Q(number=tracking.read(text))
    except tracking.TrackingError:
        return named
