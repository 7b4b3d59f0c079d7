"""What a place does: reply to its rank, read a warning; and what staff do: warn it, withdraw a warning."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.oversight.compliance.views.places import own_page, staff_page
from gapura.oversight.ranking import acts
from gapura.oversight.ranking.forms import ReasonForm, ReplyForm, WarningForm
from gapura.oversight.ranking.models import Entry, VenueWarning
from gapura.oversight.scope import any_venue_of
from gapura.venues.views.own_venue import venue_of


@roles_only(Role.PIC)
@require_POST
def reply(request: StaffRequest, venue_id: UUID, entry_id: UUID) -> HttpResponse:
    """Reply to a rank, or reply anew."""
    venue = venue_of(request, venue_id)
    concerned = Entry.objects.filter(venue=venue, hearing__isnull=False).select_related("venue")
    entry = get_object_or_404(concerned, pk=entry_id)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return own_page(request, venue_id, (entry.pk, form), status=422)
    try:
        acts.reply(entry=entry, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Your reply is kept. You can change it until the term ends."))
    except acts.ReplyError:
        messages.error(request, _("The term for replies has ended."))
    return redirect("pic_compliance", venue_id=venue_id)


@roles_only(Role.PIC)
@require_POST
def seen(request: StaffRequest, venue_id: UUID, warning_id: UUID) -> HttpResponse:
    """Say that a warning was read."""
    venue = venue_of(request, venue_id)
    warning = get_object_or_404(VenueWarning.objects.select_related("venue"), pk=warning_id, venue=venue)
    acts.see(warning=warning, by=request.user)
    messages.success(request, _("Noted. Your coordinator sees that you have read it."))
    return redirect("pic_compliance", venue_id=venue_id)


@roles_only(Role.COORDINATOR, Role.REVIEWER)
@require_POST
def warn(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """Warn a place of the own region."""
    venue = any_venue_of(request, venue_id)
    form = WarningForm(request.POST)
    if not form.is_valid():
        return staff_page(request, venue_id, form, status=422)
    warning = acts.issue(venue=venue, by=request.user, **form.cleaned_data)
    if warning.told:
        messages.success(request, _("The place is warned; its person in charge was written to."))
    else:
        messages.warning(request, _("The place is warned, but nobody in charge could be written to."))
    return redirect("venue_compliance", venue_id=venue_id)


@roles_only(Role.COORDINATOR, Role.REVIEWER)
@require_POST
def withdraw(request: StaffRequest, venue_id: UUID, warning_id: UUID) -> HttpResponse:
    """Take a warning back."""
    venue = any_venue_of(request, venue_id)
    warning = get_object_or_404(VenueWarning.objects.select_related("venue"), pk=warning_id, venue=venue)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A reason is needed to withdraw a warning."))
        return redirect("venue_compliance", venue_id=venue_id)
    # Whoever presses twice, or after a colleague, sees on the page that it is withdrawn.
    with suppress(acts.WarningError):
        acts.withdraw(warning=warning, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The warning is withdrawn, and the place is told."))
    return redirect("venue_compliance", venue_id=venue_id)
