"""A health office reports a day's cases, recoveries and doses, and sees what it reported."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.methods import require_form
from gapura.oversight.dashboards.acts import report_day
from gapura.oversight.dashboards.forms import HealthDayForm
from gapura.oversight.dashboards.models import HealthDay

SHOWN = 30


@roles_only(Role.HEALTH_OFFICER)
@require_form
def report(request: StaffRequest) -> HttpResponse:
    """The form, with the days reported last; a day reported again replaces the earlier report."""
    form = HealthDayForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        given = form.cleaned_data
        report_day(region=given["region"], day=given["day"], figures=form.reported, by=request.user)
        messages.success(request, _("Reported. It is part of the figures now."))
        return redirect("health_day")
    days = HealthDay.objects.filter(request.user.region.within()).select_related("region")
    return render(
        request,
        "oversight/health_day.html",
        {"tab": "report", "form": form, "days": days[:SHOWN]},
        status=422 if form.is_bound else 200,
    )
