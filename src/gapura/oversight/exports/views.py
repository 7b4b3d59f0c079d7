"""The pages of weekly reports: the weeks, a report as PDF, subscribing, and ending it from a letter."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gapura.accounts.access import everybody, roles_only
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.common.forms import PlainForm
from gapura.oversight.coverage.scope import region_seen
from gapura.oversight.exports import report
from gapura.oversight.exports.figures import figures_of, weeks_with_figures
from gapura.oversight.exports.models import Subscription
from gapura.oversight.exports.subscribing import ROLES, UnfitAddressError, subscribe, unsubscribe
from gapura.oversight.exports.weeks import Week
from gapura.regions.models import Region

for_subscribers = roles_only(*ROLES)


class AddressForm(PlainForm):
    """Where the report shall go."""

    email = forms.CharField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": gettext_lazy("Write the address to which the report shall go.")},
    )


@for_subscribers
@require_safe
def weeks(request: HttpRequest, code: str = "") -> HttpResponse:
    """The weeks that have a report, and whether it is sent."""
    assert isinstance(request.user, User)
    region = region_seen(request.user, code)
    subscription = _subscription(request.user, region)
    email = subscription.email if subscription else (request.user.contact or "")
    return _page(request, region, AddressForm(initial={"email": email if "@" in email else ""}))


@for_subscribers
@never_cache
@require_safe
def pdf(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """The report of a week that is over."""
    assert isinstance(request.user, User)
    region = region_seen(request.user, code)
    try:
        week = Week.named(name)
    except ValueError:
        raise Http404 from None
    if week.sunday >= timezone.localdate():
        raise Http404
    body = report.document(figures_of(region, week))
    trail.record("report.download", by=request.user, subject=f"region:{region.code}", week=week.name)
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="laporan-{region.code}-{week.name}.pdf"'
    return answer


@for_subscribers
@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Have the report sent."""
    assert isinstance(request.user, User)
    region = region_seen(request.user, code)
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            subscribe(region=region, email=form.cleaned_data["email"], by=request.user)
        except UnfitAddressError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("The report of each week is sent on Monday morning."))
            return redirect("report_weeks", code=region.code)
    return _page(request, region, form, 422)


@for_subscribers
@require_POST
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """Have it sent no more."""
    assert isinstance(request.user, User)
    region = region_seen(request.user, code)
    subscription = _subscription(request.user, region)
    if subscription and unsubscribe(subscription=subscription, by=request.user):
        messages.success(request, _("The report is sent no more."))
    return redirect("report_weeks", code=region.code)


@everybody
@never_cache
# A mail program posts here without a page of ours before it; the token is all that it has, and good for this.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """The way out from a letter: looking changes nothing, one press (or the mail program's) ends it."""
    subscription = get_object_or_404(Subscription.objects.select_related("region", "user"), token=token)
    if request.method == "POST":
        unsubscribe(subscription=subscription, by=subscription.user)
        subscription.refresh_from_db()
    return render(request, "oversight/reports/end.html", {"subscription": subscription})


def _subscription(user: User, region: Region) -> Subscription | None:
    return Subscription.objects.filter(user=user, region=region, ended_at=None).first()


def _page(request: HttpRequest, region: Region, form: AddressForm, status: int = 200) -> HttpResponse:
    assert isinstance(request.user, User)
    context = {
        "tab": "reports",
        "region": region,
        "weeks": weeks_with_figures(region, timezone.localdate()),
        "subscription": _subscription(request.user, region),
        "form": form,
    }
    return render(request, "oversight/reports/weeks.html", context, status=status)
