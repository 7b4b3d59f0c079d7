"""The page of holidays: those to come and those past, one more, a whole table."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gapura.accounts.access import roles_only
from gapura.accounts.models import User
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.audit.words import Who, actors
from gapura.common.methods import require_form
from gapura.oversight.holidays.acts import (
    BACK,
    HolidayLateError,
    HolidayThereError,
    add_holiday,
    first_day,
    import_holidays,
    remove_holiday,
)
from gapura.oversight.holidays.forms import HolidayFileForm, HolidayForm
from gapura.oversight.holidays.models import Holiday
from gapura.regions.codes import lineage
from gapura.regions.models import Region

SHOWN = 60


@roles_only(Role.COORDINATOR, Role.REVIEWER)
@require_form
def overview(request: StaffRequest) -> HttpResponse:
    """The holidays that hold in the account's region, and the form for one more."""
    form = HolidayForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        try:
            add_holiday(by=request.user, **form.cleaned_data)
        except HolidayThereError:
            form.add_error("name", _("This holiday is entered already."))
        except HolidayLateError:
            form.add_error("day", _too_late())
        else:
            messages.success(request, _("The holiday is entered."))
            return redirect("holidays")
    return _page(request, form, HolidayFileForm())


@roles_only(Role.COORDINATOR, Role.REVIEWER)
@require_POST
def upload(request: StaffRequest) -> HttpResponse:
    """Enter a whole table; every row must be of the account's region."""
    form = HolidayFileForm(request.POST, request.FILES)
    if form.is_valid():
        rows = form.cleaned_data["file"]
        own = [row for row in rows if request.user.region.covers(Region(code=row.region))]
        done = import_holidays(rows=own, by=request.user)
        messages.success(
            request,
            _("Entered: %(added)d. Known already: %(known)d. Of other regions, left: %(left)d.")
            % {"added": done.added, "known": done.known, "left": done.elsewhere + len(rows) - len(own)},
        )
        if done.late:
            messages.warning(
                request, _("Of days long past, left: %(n)d.") % {"n": done.late} + " " + _too_late()
            )
        return redirect("holidays")
    return _page(request, HolidayForm(user=request.user), form)


@roles_only(Role.COORDINATOR, Role.REVIEWER)
@require_POST
def remove(request: StaffRequest, holiday_id: int) -> HttpResponse:
    """Take back a holiday of the account's region or one within it; who presses twice is told the same."""
    holiday = Holiday.objects.select_related("region").filter(pk=holiday_id).first()
    if holiday is not None:
        if not request.user.region.covers(holiday.region):
            raise Http404
        try:
            remove_holiday(holiday=holiday, by=request.user)
        except HolidayLateError:
            messages.error(request, _too_late())
            return redirect("holidays")
    messages.success(request, _("The holiday is taken back."))
    return redirect("holidays")


def _page(request: StaffRequest, form: HolidayForm, file_form: HolidayFileForm) -> HttpResponse:
    own = request.user.region
    holding = Holiday.objects.filter(own.within()) | Holiday.objects.filter(region_id__in=lineage(own.code))
    today = timezone.localdate()
    context: dict[str, Any] = {
        "tab": "compliance",
        "here": "compliance",
        "form": form,
        "file_form": file_form,
        "coming": _rows(holding.filter(day__gte=today), request.user),
        "past": _rows(holding.filter(day__lt=today).order_by("-day"), request.user),
        "days_back": BACK.days,
    }
    status = 422 if form.errors or file_form.errors else 200
    return render(request, "oversight/compliance/holidays.html", context, status=status)


def _rows(holidays: QuerySet[Holiday], user: User) -> list[tuple[Holiday, bool, Who | None]]:
    """Each holiday, whether it is the account's to take back, and who entered it if that was afterwards."""
    found = list(holidays.select_related("region")[:SHOWN])
    who = actors(each.entered_by for each in found if each.afterwards)
    first = first_day(user) or date.min
    return [
        (
            each,
            user.region.covers(each.region) and each.day >= first,
            who.get(each.entered_by) if each.afterwards else None,
        )
        for each in found
    ]


def _too_late() -> str:
    words = _("A holiday can be entered or taken back up to %(days)d days later. After that, ask a reviewer.")
    return words % {"days": BACK.days}
