"""A place's own arithmetic: for its PIC, its coordinator and the reviewer; and its head counts."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.common.methods import require_form
from gapura.oversight.compliance.acts import HeadCountError, count_heads
from gapura.oversight.compliance.forms import HeadCountForm
from gapura.oversight.compliance.sheets import sheet_now
from gapura.oversight.nudges.models import Spell
from gapura.oversight.ranking.forms import ReplyForm, WarningForm
from gapura.oversight.ranking.models import Entry, VenueWarning
from gapura.oversight.ranking.states import PUBLIC, State
from gapura.oversight.scope import any_venue_of
from gapura.venues.acts.registering import subject
from gapura.venues.views.own_venue import shared, venue_of

COUNTS_SHOWN = 14


@roles_only(Role.PIC)
@require_safe
def own(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """A PIC's place: its compliance step by step, ranks to reply to, warnings, quiet spells."""
    return own_page(request, venue_id)


def own_page(
    request: StaffRequest,
    venue_id: UUID,
    replying: tuple[UUID, ReplyForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """That page, with the reply to an entry that could not be taken as it was typed."""
    venue = venue_of(request, venue_id)
    entries = Entry.objects.filter(venue=venue).select_related("ranking__region", "hearing")
    heard = entries.filter(ranking__state=State.NOTICE, ranking__reply_until__gt=timezone.now())
    typed, form = replying or (None, ReplyForm())
    context = {
        **shared(request, venue, "compliance"),
        "sheet": sheet_now(venue),
        "open": [(entry, form if entry.pk == typed else ReplyForm()) for entry in heard],
        "ranks": entries.filter(ranking__state__in=PUBLIC).order_by("-ranking__until"),
        "warnings": VenueWarning.objects.filter(venue=venue),
        "spell": Spell.objects.filter(venue=venue, ended_at=None).first(),
    }
    return render(request, "oversight/compliance/own.html", context, status=status)


@roles_only(Role.COORDINATOR, Role.REVIEWER)
@require_safe
def staff(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """The same for the coordinator and the reviewer, with the form for a warning."""
    return staff_page(request, venue_id, WarningForm())


def staff_page(request: StaffRequest, venue_id: UUID, form: WarningForm, status: int = 200) -> HttpResponse:
    """That page, with a warning that could not be taken as it was typed."""
    venue = any_venue_of(request, venue_id)
    warnings = VenueWarning.objects.filter(venue=venue).select_related("issued_by")
    entries = Entry.objects.filter(venue=venue).select_related("ranking__region")
    context = {
        "venue": venue,
        "sheet": sheet_now(venue),
        "warnings": warnings,
        "ranks": entries.filter(ranking__state__in=PUBLIC).order_by("-ranking__until"),
        "spell": Spell.objects.filter(venue=venue, ended_at=None).first(),
        "counts": venue.head_counts.all()[:COUNTS_SHOWN],
        "form": form,
        "entries": trail.events_about(subject(venue), before=request.GET.get("before")),
        "zone": venue.time_zone,
    }
    return render(request, "oversight/compliance/staff.html", context, status=status)


@roles_only(Role.PIC, Role.OFFICER)
@require_form
def head_counts(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """Enter how many people came on a day; those entered last."""
    venue = venue_of(request, venue_id)
    yesterday = venue.day_of() - timedelta(days=1)
    form = HeadCountForm(request.POST if request.method == "POST" else None, initial={"day": yesterday})
    if form.is_valid():
        try:
            count_heads(venue=venue, by=request.user, **form.cleaned_data)
        except HeadCountError as error:
            form.explain(error)
        else:
            messages.success(request, _("Entered. Thank you for counting."))
            return redirect("head_counts", venue_id=venue_id)
    context = {
        **shared(request, venue, "compliance"),
        "form": form,
        "counts": venue.head_counts.all()[:COUNTS_SHOWN],
        "for_officer": request.user.role == Role.OFFICER,
    }
    return render(
        request, "oversight/compliance/head_counts.html", context, status=422 if form.errors else 200
    )
