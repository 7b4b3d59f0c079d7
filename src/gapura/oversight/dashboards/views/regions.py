"""The figures of a region, for those whose region it is or lies within; and the figures that move."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.times import day_and_time, pointed
from gapura.oversight.charts import figure, percent
from gapura.oversight.dashboards.figures import PERIODS, Figures, figures_of, live
from gapura.oversight.dashboards.headlines import Headline, of_today
from gapura.oversight.dashboards.pictures import pictures_of
from gapura.oversight.dashboards.scope import above, period_asked_for, region_asked_for


@dataclass(frozen=True, slots=True)
class Office:
    """Whose pages these are: their tabs, and the name of the page's address."""

    tabs: str
    address: str


OFFICES = {
    Role.REVIEWER: Office("registration/review_tabs.html", "review_figures"),
    Role.COORDINATOR: Office("registration/coordinator_tabs.html", "coordinator_figures"),
    Role.HEALTH_OFFICER: Office("oversight/health_tabs.html", "health_figures"),
}


@roles_only(*OFFICES)
@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """A region's page of figures, for a period."""
    region, period = region_asked_for(request), period_asked_for(request)
    figures = figures_of(region, period)
    office = OFFICES[Role(request.user.role)]
    return render(
        request,
        "oversight/figures.html",
        {
            "tab": "figures",
            "here": "figures",
            "office": office,
            "region": region,
            "above": above(region, request.user.region),
            "figures": figures,
            "headlines": headlines(figures),
            "charts": pictures_of(figures),
            "periods": PERIODS,
            "live": f"{reverse(f'{office.address}_live')}?wilayah={region.code}",
        },
    )


@roles_only(*OFFICES)
@never_cache
@require_safe
def moving(request: StaffRequest) -> HttpResponse:
    """The figures that move, as text for the page that shows them."""
    figures = live(region_asked_for(request))
    return JsonResponse(written(headlines(figures), figures.as_of))


def written(shown: list[Headline], as_of: datetime | None) -> dict[str, object]:
    """What a script puts in place of the figures on its page."""
    return {
        "at": pointed(f"{localtime(as_of):%H:%M:%S}") if as_of else "",
        "figures": {each.name: each.value for each in shown}
        | {f"{each.name}_share": each.share for each in shown},
    }


def headlines(figures: Figures) -> list[Headline]:
    """The region's large figures; the places in use stand beside them."""
    today, now = figures.of_today, figures.now
    used = _("of %(places)s") % {"places": figure(now["places"])}
    return [
        *of_today(today, now["inside"], _beside_the_crowd(figures)),
        Headline("places", _("Places in use today"), figure(today["places"]), used),
    ]


def _beside_the_crowd(figures: Figures) -> str:
    """How much of the room it takes; of a crowd that nobody looked at for a while, from when it is."""
    if not figures.now_is_fresh:
        if figures.now_at is None:
            return _("being added up")
        at = day_and_time(localtime(figures.now_at), "j F")
        return _("on %(at)s; of now in a moment") % {"at": at}
    if not figures.now["capacity"]:
        return ""
    return _("%(share)s of all room") % {"share": percent(figures.now["inside"] / figures.now["capacity"])}
