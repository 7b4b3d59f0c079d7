"""What everybody may have: the page that says what there is, and the figures as JSON and CSV."""

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from gapura import config
from gapura.accounts.access import everybody
from gapura.oversight.exports.tables import CSV_TYPE, Table, as_csv
from gapura.oversight.exports.weeks import Week
from gapura.oversight.open_data import reading
from gapura.regions.models import Region

CACHED_FOR: Final = 3600
SHOWN: Final = 26
"""Of the newest releases, on the page."""

View = Callable[..., HttpResponse]
_TABLES: Final = {
    "daily": (reading.DAILY_HEADS, reading.daily),
    "coverage": (reading.COVERAGE_HEADS, reading.coverage),
}


def _etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
    return f'"{reading.stamp()}"'


def open_data(view: View) -> View:
    """For everybody and every page's scripts, to be kept for an hour and asked again cheaply."""
    cached = cache_control(public=True, max_age=CACHED_FOR)(condition(etag_func=_etag)(require_safe(view)))

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = cached(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    answer.__name__ = answer.__qualname__ = view.__name__
    answer.__module__, answer.__doc__ = view.__module__, view.__doc__
    return everybody(answer)


@everybody
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What is published, under which licence, in which form, and how to put a chart into another page."""
    releases = reading.standing().defer("figures")[:SHOWN]
    published = reading.standing().order_by().values("region")
    regions = list(Region.objects.filter(pk__in=published).order_by("code"))
    context = {
        "releases": [(release, Week(release.week)) for release in releases],
        "regions": regions,
        "example": regions[0].code if regions else "51.04",
        "licence": reading.LICENCE,
        "base": config.current().base_url,
    }
    return render(request, "oversight/open_data/about.html", context)


@open_data
def index(request: HttpRequest) -> HttpResponse:
    """Every release with its address."""
    return JsonResponse(reading.index())


@open_data
def week(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One release, whole."""
    region = get_object_or_404(Region, code=code)
    try:
        monday = Week.named(name).monday
    except ValueError:
        raise Http404 from None
    release = get_object_or_404(reading.standing(region), week=monday)
    published_at = release.published_at.isoformat(timespec="seconds")
    return JsonResponse({**reading.about(), "published_at": published_at, **release.figures})


@open_data
def table(request: HttpRequest, code: str, name: str, ending: str) -> HttpResponse:
    """All published days, or weeks of coverage, of a region as one table."""
    if name not in _TABLES or ending not in ("json", "csv"):
        raise Http404
    heads, rows = _TABLES[name]
    region = get_object_or_404(Region, code=code)
    if not reading.standing(region).exists():
        raise Http404
    if ending == "json":
        return JsonResponse({**reading.about(), "rows": list(rows(region))})
    body = as_csv(Table(name, heads, ([row.get(head) for head in heads] for row in rows(region))))
    answer = HttpResponse(body, content_type=CSV_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="gapura-{code}-{name}.csv"'
    return answer
