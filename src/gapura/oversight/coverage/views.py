"""The pages of coverage: a region's figures, the places behind them, and their files."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.models import User
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.paging import asked_page
from gapura.oversight.coverage import showing
from gapura.oversight.coverage.counting import LIVE_DAYS
from gapura.oversight.coverage.reading import COUNTS, coverage_of, past_of
from gapura.oversight.coverage.scope import PLACES, applying_of, places_of, region_seen
from gapura.oversight.exports.tables import Table, csv_answer, xlsx_answer
from gapura.regions.models import Level, Region
from gapura.registration.states import State
from gapura.venues.categories import CATEGORIES, label_of

PER_PAGE: Final = 50
for_authorities = roles_only(Role.COORDINATOR, Role.REVIEWER)


@for_authorities
@require_safe
def show(request: StaffRequest, code: str = "") -> HttpResponse:
    """A region's coverage: in words, as a map of its parts, as tables whose numbers open lists, over time."""
    region, category = region_seen(request.user, code), _category(request)
    coverage, past = coverage_of(region, category=category), past_of(region, category=category)
    context = {
        "region": region,
        "above": region.parent if region.code != request.user.region_id else None,
        "category": category,
        "categories": CATEGORIES.values(),
        "coverage": coverage,
        "counts": COUNTS,
        "live_days": LIVE_DAYS,
        "charts": [],
        "files": [],
        **_places(request.user),
    }
    if coverage:
        charts = (showing.parts_map(coverage, category=category), showing.past_chart(past))
        context |= {
            "words": showing.sentence(coverage.total),
            "below": showing.below(region),
            "charts": [chart for chart in charts if chart],
            "files": [(name, table.title) for name, table in showing.tables(coverage, past)],
        }
    return render(request, "oversight/coverage/show.html", context)


@for_authorities
@require_safe
def places(request: StaffRequest, code: str, what: str) -> HttpResponse:
    """The places behind a number, by name."""
    region, category = region_seen(request.user, code), _category(request)
    found = (
        applying_of(request.user, region, category=category).order_by("place_name", "pk")
        if what == "applying"
        else places_of(request.user, region, what=what, category=category)
    )
    page = asked_page(request, found, PER_PAGE)
    context = {
        "region": region,
        "what": what,
        "title": _titles()[what],
        "tabs": [(each, _titles()[each]) for each in ("applying", *PLACES)],
        "category": category,
        "categories": CATEGORIES.values(),
        "query": f"kategori={category}" if category else "",
        "live_days": LIVE_DAYS,
        "page": page,
        **_places(request.user),
    }
    return render(request, "oversight/coverage/places.html", context)


@for_authorities
@never_cache
@require_safe
def places_file(request: StaffRequest, code: str, what: str, ending: str) -> HttpResponse:
    """The same list as a file."""
    region, category = region_seen(request.user, code), _category(request)
    if ending not in ("csv", "xlsx"):
        raise Http404
    heads = [_("Place"), _("Category"), _("Region code"), _("Region"), _("Stands at")]
    rows: Any
    if what == "applying":
        found = applying_of(request.user, region, category=category).order_by("place_name", "pk")
        rows = (
            [
                each.place_name,
                label_of(each.category),
                each.region_id,
                each.region.name,
                State(each.state).label,
            ]
            for each in found.iterator(chunk_size=1_000)
        )
    else:
        venues = places_of(request.user, region, what=what, category=category)
        rows = (
            [each.name, label_of(each.category), each.region_id, each.region.name, _titles()[what]]
            for each in venues.iterator(chunk_size=1_000)
        )
    table, name = Table(_titles()[what], heads, rows), f"tempat-{what}-{region.code}"
    return csv_answer(table, name) if ending == "csv" else xlsx_answer([table], name)


@for_authorities
@never_cache
@require_safe
def table_file(request: StaffRequest, code: str, name: str) -> HttpResponse:
    """One of the page's tables as CSV."""
    tables, region = _tables(request, code)
    if name not in tables:
        raise Http404
    return csv_answer(tables[name], f"cakupan-{region.code}-{name}")


@for_authorities
@never_cache
@require_safe
def workbook(request: StaffRequest, code: str) -> HttpResponse:
    """All of the page's tables as one XLSX."""
    tables, region = _tables(request, code)
    return xlsx_answer(tables.values(), f"cakupan-{region.code}")


def _tables(request: StaffRequest, code: str) -> tuple[dict[str, Table], Region]:
    region, category = region_seen(request.user, code), _category(request)
    coverage = coverage_of(region, category=category)
    if coverage is None:
        raise Http404
    return dict(showing.tables(coverage, past_of(region, category=category))), region


def _category(request: HttpRequest) -> str:
    category = request.GET.get("kategori", "")
    if category and category not in CATEGORIES:
        raise Http404
    return category


def _places(user: User) -> dict[str, object]:
    """Whether applications can be listed whole, and whether a place has a page, for this account."""
    whole = user.role == Role.COORDINATOR or user.region.level == Level.NATION
    return {"lists_applying": whole, "is_coordinator": user.role == Role.COORDINATOR, "tab": "coverage"}


def _titles() -> dict[str, str]:
    return {
        "applying": _("Applying"),
        "registered": _("Registered"),
        "confirmed": _("With a person in charge"),
        "unattended": _("Without a person in charge"),
        "live": _("Live"),
        "silent": _("Not live"),
    }
