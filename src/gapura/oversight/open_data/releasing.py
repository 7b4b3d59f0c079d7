"""The reviewer's page of what is public: publish a week, let it go on by itself, take one back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.oversight.coverage.scope import region_seen
from gapura.oversight.dashboards.figures import local_day
from gapura.oversight.exports.figures import weeks_with_figures
from gapura.oversight.exports.weeks import Week
from gapura.oversight.open_data.models import Release
from gapura.oversight.open_data.publishing import (
    LONGEST_REASON,
    UnfitReleaseError,
    publish,
    stop_going_on,
    withdraw,
)
from gapura.regions.models import Level, Region

for_reviewers = roles_only(Role.REVIEWER)


@for_reviewers
@require_safe
def overview(request: StaffRequest, code: str = "") -> HttpResponse:
    """A region's weeks: which are public, which may be, which were taken back."""
    region = region_seen(request.user, code)
    releases = list(Release.objects.filter(region=region).defer("figures"))
    public = {release.week: release for release in releases if release.withdrawn_at is None}
    weeks = weeks_with_figures(region, local_day(region))
    shown = sorted({*weeks, *(Week(monday) for monday in public)}, reverse=True)
    context = {
        "tab": "open-data",
        "region": region,
        "above": region.parent if region.code != request.user.region_id else None,
        "below": Region.objects.filter(parent=region).exclude(level=Level.VILLAGE).order_by("code"),
        "weeks": [(week, public.get(week.monday)) for week in shown],
        "withdrawn": [(Week(each.week), each) for each in releases if each.withdrawn_at],
        "goes_on": bool(releases) and max(releases, key=lambda each: (each.week, each.pk)).goes_on,
    }
    return render(request, "oversight/open_data/releases.html", context)


@for_reviewers
@require_POST
def begin(request: StaffRequest, code: str, name: str) -> HttpResponse:
    """Publish a week."""
    region = region_seen(request.user, code)
    try:
        publish(
            region=region, week=Week.named(name), goes_on=bool(request.POST.get("goes_on")), by=request.user
        )
    except ValueError:
        raise Http404 from None
    messages.success(request, _("The week is public."))
    return redirect("open_data_region", code=region.code)


@for_reviewers
@require_POST
def take_back(request: StaffRequest, code: str, release_id: int) -> HttpResponse:
    """Take a release back, with a reason that everybody may read."""
    region = region_seen(request.user, code)
    release = get_object_or_404(Release, pk=release_id, region=region)
    try:
        withdraw(release=release, reason=request.POST.get("reason", ""), by=request.user)
    except UnfitReleaseError:
        messages.error(
            request,
            _("Say why, in at most %(most)d characters: everybody may read it.") % {"most": LONGEST_REASON},
        )
    else:
        messages.success(request, _("The week is public no more."))
    return redirect("open_data_region", code=region.code)


@for_reviewers
@require_POST
def stop(request: StaffRequest, code: str) -> HttpResponse:
    """Publish the next weeks by itself no more."""
    region = region_seen(request.user, code)
    if stop_going_on(region=region, by=request.user):
        messages.success(request, _("The next weeks wait for you."))
    return redirect("open_data_region", code=region.code)
