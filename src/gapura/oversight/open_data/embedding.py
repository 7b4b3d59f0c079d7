"""Charts of published figures for other pages, which may frame these pages and no other of ours."""

from typing import Final

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from gapura import config
from gapura.accounts.access import everybody
from gapura.oversight.charts import Chart, Row, Series, bars, figure, percent, rows
from gapura.oversight.exports.weeks import Week
from gapura.oversight.open_data.models import Release
from gapura.oversight.open_data.reading import standing
from gapura.oversight.open_data.views import CACHED_FOR
from gapura.regions.models import Region
from gapura.venues.categories import label_of

CHARTS: Final = ("harian", "cakupan")
LANGUAGES: Final = ("id", "en")


# Without scripts, cookies and forms the page does the same in the strictest sandbox.
@everybody
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
@cache_control(public=True, max_age=CACHED_FOR)
@require_safe
def chart(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """A region's newest published week: its days, or its coverage by category; `?bahasa=en` for English."""
    language = request.GET.get("bahasa", LANGUAGES[0])
    if name not in CHARTS or language not in LANGUAGES:
        raise Http404
    release = standing(get_object_or_404(Region, code=code)).first()
    if release is None:
        raise Http404
    with translation.override(language):
        drawn = _days(release) if name == "harian" else _coverage(release)
        if drawn is None:
            raise Http404
        context = {"chart": drawn, "base": config.current().base_url}
        return render(request, "oversight/open_data/embedded.html", context)


def _days(release: Release) -> Chart:
    week = Week(release.week)
    counts = [day["check_ins"] for day in release.figures["daily"]]
    words = _("%(count)s check-ins in this week.") % {"count": figure(sum(count or 0 for count in counts))}
    if None in counts:
        words = _("Days with few check-ins are left out, so that nobody can be recognised.")
    return bars(
        name="days",
        title=_("Check-ins in %(region)s, %(week)s") % {"region": release.region.name, "week": week.in_words},
        words=words,
        label=_("Day"),
        labels=[date_format(day, "D j") for day in week.days],
        series=Series(_("Check-ins"), counts),
    )


def _coverage(release: Release) -> Chart | None:
    known = release.figures["coverage"]
    if known is None:
        return None
    shares = [(row["category"], _share(row)) for row in known["categories"] if row["known"]]
    lines = [Row(label_of(category), share, percent(share, 0)) for category, share in shares]
    words = _("Live places of those known to exist.")
    if not lines:
        lines = [
            Row(label_of(row["category"]), row["live"], figure(row["live"])) for row in known["categories"]
        ]
        words = _("Live places. How many there are is not known.")
    title = _("Places in use in %(region)s, %(week)s") % {
        "region": release.region.name,
        "week": Week(release.week).in_words,
    }
    return rows(name="places", title=title, words=words, label=_("Category"), unit=_("Live"), rows=lines)


def _share(row: dict[str, int]) -> float:
    """Live places of those known; earlier releases do not say which of the live ones are among them."""
    return row.get("known_live", row["live"]) / row["known"]
