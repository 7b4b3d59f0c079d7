"""`/petugas/tempat/…/tanpa-ponsel/`: checking in people without a phone, by what they carry."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import PLACES, Role
from gapura.common.methods import require_form
from gapura.core.ids import new_id, read_id
from gapura.people import documents, names
from gapura.people.models import Person
from gapura.scanning.acts import desk as acts
from gapura.scanning.forms import LookForm, PartyForm
from gapura.scanning.words import TEXTS, WITHOUT_PHONE
from gapura.venues.models import Venue
from gapura.venues.views.own_venue import venue_of
from gapura.visits.gate_client import GateRefusedError, GateUnreachableError

TOO_MANY = gettext_lazy("So many people were looked up just now that this pauses for a few minutes.")


@roles_only(Role.OFFICER, Role.PIC)
@require_form
def desk(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """Look up, write down, check in or out, take back: one page, a step at a time."""
    venue = venue_of(request, venue_id)
    step = _STEPS.get(request.POST.get("step", ""))
    if request.method != "POST" or step is None:
        return _page(request, venue)
    try:
        return step(request, venue)
    except acts.NotHereError:
        return _page(request, venue, notice=_("That was too long ago. Please begin again."), status=409)
    except GateUnreachableError:
        notice = _("The gate does not answer. Try again in a moment: nobody is counted twice.")
        return _page(request, venue, notice=notice, status=503)
    except GateRefusedError as error:
        return _page(request, venue, notice=error.detail, status=409)


def _look(request: StaffRequest, venue: Venue) -> HttpResponse:
    form = LookForm(request.POST)
    if not form.is_valid():
        return _page(request, venue, form=form, status=422)
    document, name = form.cleaned_data["document"], form.cleaned_data["name"]
    try:
        found = acts.look_up(document=document, venue=venue, by=request.user, name=name)
    except acts.TooManyLooksError:
        return _page(request, venue, form=form, notice=TOO_MANY, status=429)
    if found is None:
        return _page(request, venue, form=form, unknown=True)
    return _page(request, venue, found=found, party=PartyForm(initial={"id": new_id()}))


def _check_in(request: StaffRequest, venue: Venue) -> HttpResponse:
    ticket, form = request.POST.get("ticket", ""), PartyForm(request.POST)
    person = acts.person_of(ticket, venue)
    if not form.is_valid():
        found = acts.Found(person, inside=False, ticket=ticket)
        return _page(request, venue, found=found, party=form, status=422)
    data = form.cleaned_data
    answer = acts.check_in(
        id=data["id"],
        ticket=ticket,
        companions=data["companions"],
        verified=data["verified"],
        venue=venue,
        by=request.user,
    )
    return _result(request, venue, person, ticket, data, answer)


def _leave(request: StaffRequest, venue: Venue) -> HttpResponse:
    acts.check_out(ticket=request.POST.get("ticket", ""), venue=venue, by=request.user)
    return _page(request, venue, done=_("Checked out."))


def _undo(request: StaffRequest, venue: Venue) -> HttpResponse:
    visit = read_id(request.POST.get("visit", ""))
    if visit is None:
        raise acts.NotHereError
    acts.undo(ticket=request.POST.get("ticket", ""), visit=visit, venue=venue, by=request.user)
    return _page(request, venue, done=_("Undone: it does not count."))


_STEPS = {"look": _look, "check-in": _check_in, "leave": _leave, "undo": _undo}


def _page(request: StaffRequest, venue: Venue, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": LookForm(), **_head(request, venue), **more}
    if found := more.get("found"):
        context |= _of(found.person)
    return render(request, "scanning/desk.html", context, status=status)


def _result(
    request: StaffRequest,
    venue: Venue,
    person: Person,
    ticket: str,
    data: dict[str, Any],
    answer: dict[str, Any],
) -> HttpResponse:
    """The answer as an officer must see it; a yellow one may be verified."""
    decision, colour = answer["decision"], answer["colour"]
    said = f"say-{colour if decision == 'refuse' else decision}"
    say = "" if decision == "admit" else WITHOUT_PHONE.get(said, TEXTS[said])
    context = {
        **_head(request, venue),
        **_of(person),
        "answer": answer,
        "look": "full" if decision == "full" else colour,
        "word": TEXTS[f"colour-{colour}"],
        "heading": TEXTS[f"decision-{decision}"],
        "say": say,
        "ticket": ticket,
        "data": data,
        "people": 1 + data["companions"],
        "again": new_id(),
    }
    return render(request, "scanning/desk_result.html", context)


def _head(request: StaffRequest, venue: Venue) -> dict[str, Any]:
    return {"venue": venue, "back": PLACES[request.user.role]}


def _of(person: Person) -> dict[str, Any]:
    """As much of a person as an officer sees: a short name, a masked number."""
    return {"name": names.shortened(str(person.name)), "document": documents.masked(person)}
