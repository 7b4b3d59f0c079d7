"""A venue's gate officers: invited by name, reminded, extended, removed."""

from collections.abc import Callable
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
from gapura.venues.acts.officers import MOST, officers_of
from gapura.venues.models import Post, Venue
from gapura.venues.people import Officer, standings
from gapura.venues.pic_forms import MONTHS, ContactForm, OfficerForm, month_choices
from gapura.venues.views.own_venue import shared, venue_of


@roles_only(Role.PIC)
@require_form
def officers(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """Who stands at the doors, how far their accounts have come, and a form for one more."""
    venue = venue_of(request, venue_id)
    form = OfficerForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, venue, form, status=422 if form.is_bound else 200)
    try:
        post = acts.invite_officer(venue=venue, by=request.user, **form.cleaned_data)
    except acts.VenueError:
        form.add_error(
            None, _("A place has at most %(most)d officers. Remove somebody first.") % {"most": MOST}
        )
        return _page(request, venue, form, status=422)
    messages.success(
        request,
        _("%(name)s is invited; the user name is %(username)s. The one-time password is good for 72 hours.")
        % {"name": post.user.name, "username": post.user.username},
    )
    return redirect("pic_officers", venue_id=venue_id)


@roles_only(Role.PIC)
@require_POST
def resend(request: StaffRequest, venue_id: UUID, post_id: int) -> HttpResponse:
    """Send a new one-time password, to another address if one is given."""

    def send(post: Post) -> str:
        form = ContactForm(request.POST, to=post.user)
        if not form.is_valid():
            raise acts.VenueError(" ".join(str(error) for error in form.errors["contact"]))
        acts.resend_officer(post=post, contact=form.cleaned_data["contact"] or None, by=request.user)
        return _("A new one-time password is on its way to %(name)s. The earlier one no longer works.")

    return _change(request, venue_id, post_id, send)


@roles_only(Role.PIC)
@require_POST
def extend(request: StaffRequest, venue_id: UUID, post_id: int) -> HttpResponse:
    """Let an officer stay longer."""

    def stay(post: Post) -> str:
        chosen = [months for months in MONTHS if str(months) == request.POST.get("months")]
        if not chosen:
            raise acts.VenueError(_("Choose for how many months the post goes on."))
        acts.extend_officer(post=post, months=chosen[0], by=request.user)
        return _("The post of %(name)s is extended.")

    return _change(request, venue_id, post_id, stay)


@roles_only(Role.PIC)
@require_POST
def remove(request: StaffRequest, venue_id: UUID, post_id: int) -> HttpResponse:
    """End an officer's post and, where it was the only one, their account."""

    def end(post: Post) -> str:
        acts.remove_officer(post=post, by=request.user)
        return _("%(name)s is no officer here any more and is signed out everywhere.")

    return _change(request, venue_id, post_id, end)


def _change(request: StaffRequest, venue_id: UUID, post_id: int, act: Callable[[Post], str]) -> HttpResponse:
    venue = venue_of(request, venue_id)
    post = get_object_or_404(officers_of(venue), pk=post_id)
    name = post.user.name
    try:
        messages.success(request, act(post) % {"name": name})
    except AccountActiveError:
        messages.error(request, _("%(name)s has activated the account already.") % {"name": name})
    except acts.VenueError as error:
        messages.error(request, str(error))
    return redirect("pic_officers", venue_id=venue_id)


def _page(request: StaffRequest, venue: Venue, form: OfficerForm, status: int) -> HttpResponse:
    posts = list(officers_of(venue))
    known = standings([post.user for post in posts])
    context = {
        **shared(request, venue, "officers"),
        "officers": [Officer(post, known[post.user_id]) for post in posts],
        "form": form,
        "another": ContactForm()["contact"].label,
        "months": month_choices(),
    }
    return render(request, "venues/officers.html", context, status=status)
