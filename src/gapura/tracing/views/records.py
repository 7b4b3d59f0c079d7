"""`/dinkes/catatan/`: a person's record, opened for a purpose; what is on it, one more item, one less."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts import pacing
from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.methods import require_form
from gapura.core.evidence import EvidenceError
from gapura.core.policy import Explanation
from gapura.people import documents, telling
from gapura.people.acts.erased import ErasedError
from gapura.people.models import Person
from gapura.people.views.health import AnswerForm
from gapura.people.waiting import waiting_in
from gapura.tracing import cases, openings, recording
from gapura.tracing.forms import FORMS, OpenForm, WithdrawForm
from gapura.tracing.models import Opening
from gapura.visits import standings

TOO_OFTEN = gettext_lazy("That was so much within an hour that this pauses. The operator sees it, too.")
_REFUSED: dict[type[Exception], Any] = {
    recording.NotSeenError: gettext_lazy(
        "Nobody has seen this person's document yet: the number is only what they typed, and may be somebody"
        " else's. Ask them to come to a desk with it; a pass and a code put the record on their phone."
    ),
    recording.OwnRecordError: gettext_lazy("This is your own record: a colleague must write into it."),
    recording.NotThereError: gettext_lazy("Nothing was changed: it stands there already, or no longer."),
    EvidenceError: gettext_lazy("There is too much of this kind on record: withdraw what is wrong first."),
    ErasedError: gettext_lazy("The record was erased just now, on its holder's wish."),
    pacing.TooOftenError: TOO_OFTEN,
}


@roles_only(Role.HEALTH_OFFICER)
@require_form
def search(request: StaffRequest) -> HttpResponse:
    """Open a record by a whole number and a purpose."""
    form = OpenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _search_page(request, form, 422 if form.is_bound else 200)
    data = form.cleaned_data
    try:
        opening = openings.by_document(
            document=data["document"],
            purpose=openings.Purpose(data["purpose"]),
            words=data["words"],
            by=request.user,
        )
    except pacing.TooOftenError:
        form.add_error(None, str(TOO_OFTEN))
        return _search_page(request, form, 429)
    if opening is None:
        return _search_page(request, form, 404, unknown=True)
    return redirect("record", opening_id=opening.pk)


@roles_only(Role.HEALTH_OFFICER)
@require_POST
def from_correction(request: StaffRequest, correction_id: UUID) -> HttpResponse:
    """Open the record of whoever asked for a correction of the region."""
    waiting = waiting_in(request.user.region)
    asked = next((each.correction for each in waiting if each.correction.pk == correction_id), None)
    if asked is None:
        raise Http404
    try:
        opening = openings.for_correction(correction=asked, by=request.user)
    except (openings.OverError, ErasedError):
        messages.warning(request, _("Somebody has answered this correction already."))
        return redirect("health_officer")
    except pacing.TooOftenError:
        messages.error(request, str(TOO_OFTEN))
        return redirect("health_officer")
    return redirect("record", opening_id=opening.pk)


def _opened(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the officer's own look, as long as it lasts; then one says again what for."""

    @wraps(view)
    def shown(request: StaffRequest, opening_id: UUID, **rest: Any) -> HttpResponse:
        try:
            opening = openings.mine(opening_id, request.user)
        except openings.OverError:
            messages.warning(request, _("This look is over. To look again, say again what for."))
            return redirect("open_record")
        response = view(request, opening, **rest)
        response["Cache-Control"] = "no-store"
        return response

    return shown


@roles_only(Role.HEALTH_OFFICER)
@require_safe
@_opened
def record(request: StaffRequest, opening: Opening) -> HttpResponse:
    """Colour, reasons, and every item with where it is from."""
    person = opening.person
    waiting = opening.correction if opening.correction and opening.correction.answered_at is None else None
    context = {
        **_head(opening),
        "seen": person.seen,
        "own": recording.is_own(person, request.user),
        "explained": _explained(person),
        "items": telling.in_force(person.pk),
        "withdrawn": telling.withdrawn(person.pk),
        "kinds": [(word, form.title) for word, form in FORMS.items()],
        "correction": waiting,
        "answer": AnswerForm() if waiting else None,
    }
    return render(request, "tracing/record.html", context)


@roles_only(Role.HEALTH_OFFICER)
@require_form
@_opened
def add(request: StaffRequest, opening: Opening, kind: str) -> HttpResponse:
    """One more item, of a kind, with its source."""
    if kind not in FORMS:
        raise Http404
    zone = ZoneInfo(request.user.region.time_zone)
    form = FORMS[kind](request.POST if request.method == "POST" else None, zone=zone)
    context = {**_head(opening), "form": form}
    if not form.is_valid():
        return render(request, "tracing/item.html", context, status=422 if form.is_bound else 200)
    evidence = form.evidence()
    done = _("Recorded. The person sees it on their own page.")
    if any(test.result == "positive" for test in evidence.tests):
        done += " " + _("Unless the result is too old, it makes a case: its places are under Cases.")
    return _tried(
        request,
        opening,
        lambda: recording.record(opening=opening, evidence=evidence, reference=form.told, by=request.user),
        done,
    )


@roles_only(Role.HEALTH_OFFICER)
@require_form
@_opened
def withdraw(request: StaffRequest, opening: Opening, key: str) -> HttpResponse:
    """One item less, with a reason."""
    told = next((each for each in telling.in_force(opening.person_id) if each.key == key), None)
    if told is None:
        messages.warning(request, _("This is not on record any more."))
        return redirect("record", opening_id=opening.pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    context = {
        **_head(opening),
        "form": form,
        "told": told,
        "case": cases.rests_on(opening.person, told.item),
    }
    if not form.is_valid():
        return render(request, "tracing/withdraw.html", context, status=422 if form.is_bound else 200)
    return _tried(
        request,
        opening,
        lambda: recording.withdraw(
            opening=opening, item=told.item, reason=form.cleaned_data["reason"], by=request.user
        ),
        _("Withdrawn. The person sees it on their own page, with the reason."),
    )


def _tried(request: StaffRequest, opening: Opening, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except tuple(_REFUSED) as error:
        messages.error(request, str(_REFUSED[type(error)]))
    else:
        messages.success(request, done)
    return redirect("record", opening_id=opening.pk)


def _head(opening: Opening) -> dict[str, Any]:
    person = opening.person
    return {"opening": opening, "person": person, "document": documents.masked(person)}


def _explained(person: Person) -> Explanation | None:
    try:
        return standings.explain_now(standings.of(person.pk), None)
    except EvidenceError:
        return None


def _search_page(
    request: StaffRequest, form: OpenForm, status: int, *, unknown: bool = False
) -> HttpResponse:
    context = {"form": form, "unknown": unknown, "minutes": openings.GOOD_FOR.seconds // 60}
    return render(request, "tracing/open.html", context, status=status)
