"""The pages of weekly reports: the weeks, a report as PDF, subscribing, and ending it from a letter."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.access import everybody, roles_only
from gapura.accounts.models import User
from gapura.accounts.requests import StaffRequest
from gapura.audit import trail
from gapura.common.methods import require_form
from gapura.oversight.coverage.scope import region_seen
from gapura.oversight.dashboards.figures import local_day
from gapura.oversight.exports import report
from gapura.oversight.exports.figures import figures_of, weeks_with_figures
from gapura.oversight.exports.models import Subscription
from gapura.oversight.exports.subscribing import ROLES, NoAddressError, subscribe, unsubscribe
from gapura.oversight.exports.weeks import Week
from gapura.regions.models import Region

for_subscribers = roles_only(*ROLES)


@for_subscribers
@require_safe
def weeks(request: StaffRequest, code: str = "") -> HttpResponse:
    """The weeks that have a report, and whether it is sent."""
    region = region_seen(request.user, code)
    context = {
        "tab": "reports",
        "region": region,
        "weeks": weeks_with_figures(region, local_day(region)),
        "subscription": _subscription(request.user, region),
        "email": request.user.contact if request.user.channel == "email" else "",
    }
    return render(request, "oversight/reports/weeks.html", context)


@for_subscribers
@never_cache
@require_safe
def pdf(request: StaffRequest, code: str, name: str) -> HttpResponse:
    """The report of a week that is over."""
    region = region_seen(request.user, code)
    try:
        week = Week.named(name)
    except ValueError:
        raise Http404 from None
    if week.sunday >= local_day(region):
        raise Http404
    body = report.document(figures_of(region, week))
    trail.record("report.download", by=request.user, subject=f"region:{region.code}", week=week.name)
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="laporan-{region.code}-{week.name}.pdf"'
    return answer


@for_subscribers
@require_POST
def begin(request: StaffRequest, code: str) -> HttpResponse:
    """Have the report sent."""
    region = region_seen(request.user, code)
    try:
        subscribe(region=region, by=request.user)
        messages.success(request, _("The report of each week is sent on Monday morning."))
    except NoAddressError:
        messages.error(request, _("Your account has no e-mail address to which the report could go."))
    return redirect("report_weeks", code=region.code)


@for_subscribers
@require_POST
def stop(request: StaffRequest, code: str) -> HttpResponse:
    """Have it sent no more."""
    region = region_seen(request.user, code)
    subscription = _subscription(request.user, region)
    if subscription and unsubscribe(subscription=subscription, by=request.user):
        messages.success(request, _("The report is sent no more."))
    return redirect("report_weeks", code=region.code)


@everybody
@never_cache
# A mail program posts here without a page of ours before it; the token is all that it has, and good for this.
@csrf_exempt
@require_form
def end(request: HttpRequest, token: str) -> HttpResponse:
    """The way out from a letter: looking changes nothing, one press (or the mail program's) ends it."""
    subscription = get_object_or_404(Subscription.objects.select_related("region", "user"), token=token)
    if request.method == "POST":
        unsubscribe(subscription=subscription, by=subscription.user)
        subscription.refresh_from_db()
    return render(request, "oversight/reports/end.html", {"subscription": subscription})


def _subscription(user: User, region: Region) -> Subscription | None:
    return Subscription.objects.filter(user=user, region=region, ended_at=None).first()
