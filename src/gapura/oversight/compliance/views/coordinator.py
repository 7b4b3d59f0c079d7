"""The coordinator's page: whom to call, who can reply to a ranking, and where every place stands."""

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.paging import asked_page
from gapura.oversight.compliance.overview import is_measured_at_once, standings, table_of
from gapura.oversight.dashboards.scope import above, region_asked_for
from gapura.oversight.exports.tables import file_answer
from gapura.oversight.nudges.acts import note_call
from gapura.oversight.nudges.models import Spell
from gapura.oversight.people import pics_of
from gapura.oversight.ranking.forms import NoteForm
from gapura.oversight.ranking.models import Entry
from gapura.oversight.ranking.states import State
from gapura.regions.models import Region
from gapura.venues.scope import venues_of

PER_PAGE = 50
AT_ONCE = 50
"""So many quiet places, and so many that are not measured, are named on the page."""


@roles_only(Role.COORDINATOR)
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """Quiet places first, then whoever may reply to a ranking now, then all places, regency by regency."""
    venues = venues_of(request.user)
    quiet = Spell.objects.filter(ended_at=None, venue__in=venues).select_related("venue__region")
    # Whoever was called makes room for the next.
    uncalled_first = quiet.order_by(F("called_at").asc(nulls_first=True), "-open_days", "since", "pk")
    spells = list(uncalled_first[: AT_ONCE + 1])
    pics = pics_of(spell.venue_id for spell in spells)
    context = {
        **_places(request),
        "tab": "compliance",
        "spells": [(spell, pics.get(spell.venue_id, [])) for spell in spells[:AT_ONCE]],
        "more_spells": len(spells) > AT_ONCE,
        "heard": Entry.objects.filter(venue__in=venues, ranking__state=State.NOTICE)
        .select_related("ranking__region", "hearing", "venue")
        .order_by("-side", "rank"),
        "form": NoteForm(),
    }
    return render(request, "oversight/compliance/coordinator.html", context)


def _places(request: StaffRequest) -> dict[str, object]:
    """The places of the region that was asked for, or the parts of a larger one, to choose from."""
    own, region = request.user.region, region_asked_for(request)
    shown: dict[str, object] = {"region": region}
    if region.code != own.code:
        shown["above"] = above(region, own)
    if not is_measured_at_once(region):
        return {**shown, "parts": Region.objects.filter(parent=region).order_by("name")}
    period, measured, left_out = standings(region)
    return {
        **shown,
        "period": period,
        "page": asked_page(request, measured, PER_PAGE),
        "query": f"wilayah={region.code}",
        "left_out": left_out[:AT_ONCE],
        "left_out_count": len(left_out),
    }


@roles_only(Role.COORDINATOR)
@never_cache
@require_safe
def file(request: StaffRequest, ending: str) -> HttpResponse:
    """Every place of a regency or a part of one with its figures, as CSV or XLSX. Http404 of a larger one."""
    region = region_asked_for(request)
    if not is_measured_at_once(region):
        raise Http404
    period, table = table_of(region)
    return file_answer(table, f"kepatuhan-{region.code}-{period.until}", ending)


@roles_only(Role.COORDINATOR)
@require_POST
def called(request: StaffRequest, spell_id: int) -> HttpResponse:
    """Note that a quiet place was called."""
    # Also of one that has ended meanwhile: the call was made, and its note is not to be lost.
    own = Spell.objects.filter(venue__in=venues_of(request.user))
    spell = get_object_or_404(own.select_related("venue"), pk=spell_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        note_call(spell=spell, note=form.cleaned_data["note"], by=request.user)
        messages.success(request, _("Noted."))
    else:
        messages.error(request, _("Write in a few words what was said."))
    return redirect("coordinator_compliance")
