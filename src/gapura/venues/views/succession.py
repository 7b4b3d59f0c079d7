"""Handing the post of PIC to somebody else, by the PIC or, where the PIC is gone, by the coordinator."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gapura.accounts.access import roles_only
from gapura.accounts.acts import AccountActiveError
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.methods import require_form
from gapura.venues import acts
from gapura.venues.acts.succession import (
    InChargeError,
    accept_succession,
    has_account,
    pics_of,
    under_way,
)
from gapura.venues.models import Succession, Venue
from gapura.venues.people import standings
from gapura.venues.pic_forms import ContactForm, PersonForm
from gapura.venues.views.own_venue import shared, venue_of


@roles_only(Role.PIC, Role.COORDINATOR)
@require_form
def successor(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """Who answers for the venue, who is to, and a form to name somebody."""
    venue = venue_of(request, venue_id)
    form = PersonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, venue, form, status=422 if form.is_bound else 200)
    try:
        acts.name_successor(venue=venue, by=request.user, **form.cleaned_data)
    except InChargeError:
        form.add_error("contact", _("Whoever is reached there answers for this place already."))
        return _page(request, venue, form, status=422)
    except acts.VenueError:
        messages.error(request, _("Somebody is named already. Call that off first."))
        return _back(request, venue)
    messages.success(request, _("%(name)s is told. The post moves when they accept.") % form.cleaned_data)
    return _back(request, venue)


@roles_only(Role.PIC, Role.COORDINATOR)
@require_POST
def resend(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """Send the successor a new one-time password, to another address if one is given."""
    venue = venue_of(request, venue_id)
    waiting = under_way(venue)
    form = ContactForm(request.POST, to=waiting.successor if waiting else None)
    if waiting is None or not form.is_valid():
        problem = " ".join(str(error) for error in form.errors.get("contact", [])) or _(
            "Nobody is named any more."
        )
        messages.error(request, problem)
        return _back(request, venue)
    try:
        acts.resend_succession(
            succession=waiting, contact=form.cleaned_data["contact"] or None, by=request.user
        )
    except (AccountActiveError, acts.VenueError):
        messages.error(request, _("The account is activated already; the second factor is still missing."))
    else:
        messages.success(
            request, _("A new one-time password is on its way. The earlier one no longer works.")
        )
    return _back(request, venue)


@roles_only(Role.PIC, Role.COORDINATOR)
@require_POST
def call_off(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """Keep the post where it is."""
    venue = venue_of(request, venue_id)
    waiting = under_way(venue)
    try:
        if waiting is not None:
            acts.call_off_succession(succession=waiting, by=request.user)
            messages.success(request, _("Called off. The post stays where it is."))
    except acts.VenueError:
        messages.error(request, _("It is too late: the post was taken over a moment ago."))
    return _back(request, venue)


@roles_only(Role.PIC)
@require_POST
def accept(request: StaffRequest, succession_id: UUID) -> HttpResponse:
    """Take over a place that one is named for, with the account that one has."""
    return _answered(request, succession_id, accepted=True)


@roles_only(Role.PIC)
@require_POST
def decline(request: StaffRequest, succession_id: UUID) -> HttpResponse:
    """Leave a place with whoever has it."""
    return _answered(request, succession_id, accepted=False)


def _answered(request: StaffRequest, succession_id: UUID, *, accepted: bool) -> HttpResponse:
    mine = Succession.objects.select_related("venue")
    found = get_object_or_404(mine, pk=succession_id, successor=request.user)
    try:
        if accepted:
            accept_succession(succession=found, by=request.user)
            messages.success(request, _("You answer for %(place)s now.") % {"place": found.venue.name})
        else:
            acts.call_off_succession(succession=found, by=request.user)
            messages.success(request, _("Declined. The post stays where it is."))
    except acts.VenueError:
        messages.warning(request, _("This was answered or called off already."))
    return redirect("pic")


def _back(request: StaffRequest, venue: Venue) -> HttpResponse:
    coordinates = request.user.role == Role.COORDINATOR
    return redirect("coordinator_successor" if coordinates else "pic_successor", venue_id=venue.pk)


def _page(request: StaffRequest, venue: Venue, form: PersonForm, status: int) -> HttpResponse:
    waiting = under_way(venue)
    standing = standings([waiting.successor])[waiting.successor_id] if waiting else None
    context = {
        **shared(request, venue, "successor"),
        "form": form,
        "another": ContactForm()["contact"].label,
        "waiting": waiting,
        "standing": standing,
        "known": waiting is not None and has_account(waiting.successor),
        "pics": pics_of(venue),
    }
    return render(request, "venues/successor.html", context, status=status)
