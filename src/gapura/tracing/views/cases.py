"""`/dinkes/kasus/`: the cases of a region, and the places in it where a case was, whoever's."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts import pacing
from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.people.acts.erased import ErasedError
from gapura.tracing import cases, openings, sites, terms
from gapura.tracing.models import Case
from gapura.tracing.views.records import TOO_OFTEN


@roles_only(Role.HEALTH_OFFICER)
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """Places of the region first: there something is to decide. Then the region's own cases."""
    region = request.user.region
    context = {
        "sites": [(site, region.covers(site.case.region)) for site in sites.in_region(region)],
        "cases": cases.cases_in(region)[: cases.SHOWN],
        "terms": terms.current(),
    }
    return render(request, "tracing/cases.html", context)


@roles_only(Role.HEALTH_OFFICER)
@require_safe
def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Where the case was while infectious: the region's places with numbers, of others only how many."""
    found = _case(request, case_id)
    places = sites.of_case(found)
    own = [site for site in places if request.user.region.covers(site.venue.region)]
    others = Counter(str(site.venue.region.kecamatan) for site in places if site not in own)
    context = {"case": found, "sites": own, "elsewhere": sorted(others.items()), "terms": terms.current()}
    return render(request, "tracing/case.html", context)


@roles_only(Role.HEALTH_OFFICER)
@require_POST
def count_again(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Have the places counted once more."""
    try:
        cases.count_again(case=_case(request, case_id), by=request.user)
    except pacing.TooOftenError:
        messages.error(request, str(TOO_OFTEN))
    else:
        messages.success(request, _("The places are being counted again. Come back in a moment."))
    return redirect("case", case_id=case_id)


@roles_only(Role.HEALTH_OFFICER)
@require_POST
def open_record(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Open the record of whose case it is, which the person sees."""
    try:
        opening = openings.for_case(case=_case(request, case_id), by=request.user)
    except (openings.OverError, ErasedError):
        messages.warning(request, _("Nothing leads to this person any more: the record was erased."))
        return redirect("case", case_id=case_id)
    except pacing.TooOftenError:
        messages.error(request, str(TOO_OFTEN))
        return redirect("case", case_id=case_id)
    return redirect("record", opening_id=opening.pk)


def _case(request: StaffRequest, case_id: UUID) -> Case:
    found = cases.find(case_id, request.user.region)
    if found is None:
        raise Http404
    return found
