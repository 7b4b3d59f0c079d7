"""Coverage in words, charts and tables, the same for the page, its files and the weekly report."""

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapura.oversight.charts import Chart, Series, figure, lines, percent
from gapura.oversight.coverage.reading import Coverage, Past, Row
from gapura.oversight.exports.tables import Table
from gapura.oversight.maps import Part, region_map
from gapura.regions.models import Level, Region

FEWEST_DAYS: Final = 2
"""So many days make a line."""


def sentence(row: Row) -> str:
    """A line of coverage as people say it."""
    if row.known is None:
        words = ngettext(
            "%(registered)s place is registered, %(live)s of them live. How many there are is not known.",
            "%(registered)s places are registered, %(live)s of them live. How many there are is not known.",
            row.registered,
        )
        return words % {"registered": figure(row.registered), "live": figure(row.live)}
    words = ngettext(
        "Of %(known)s known place %(registered)s is registered (%(share)s), %(live)s live (%(alive)s).",
        "Of %(known)s known places %(registered)s are registered (%(share)s), %(live)s live (%(alive)s).",
        row.known,
    )
    return words % {
        "known": figure(row.known),
        "registered": figure(row.known_registered),
        "share": percent(row.share_registered),
        "live": figure(row.known_live),
        "alive": percent(row.share_live),
    }


def parts_map(coverage: Coverage, *, linked: bool = True, category: str = "") -> Chart | None:
    """The regions below as a map, shaded by the share of known (else of registered) places that are live."""
    if not coverage.parts:
        return None
    known = any(row.known for row in coverage.parts)
    parts = [_part(row, known, linked, category) for row in coverage.parts]
    best = max(coverage.parts, key=lambda row: _share(row, known) or 0)
    words = _("Darker is more. Most in %(name)s: %(share)s.") % {
        "name": best.label,
        "share": percent(_share(best, known)),
    }
    return region_map(
        coverage.region,
        parts,
        name="coverage-map",
        title=_("Live of the known places") if known else _("Live of the registered places"),
        words=words,
        label=below(coverage.region),
        unit=_("Live"),
    )


def past_chart(past: Sequence[Past]) -> Chart | None:
    """Registered and live places over time; None where there is no past yet."""
    if len(past) < FEWEST_DAYS:
        return None
    first, last = past[0], past[-1]
    words = _(
        "From %(first)s to %(last)s: registered %(registered_then)s → %(registered_now)s, "
        "live %(live_then)s → %(live_now)s."
    ) % {
        "first": date_format(first.day, "j F Y"),
        "last": date_format(last.day, "j F Y"),
        "registered_then": figure(first.row.registered),
        "registered_now": figure(last.row.registered),
        "live_then": figure(first.row.live),
        "live_now": figure(last.row.live),
    }
    return lines(
        name="coverage-past",
        title=_("Over time"),
        words=words,
        label=_("Day"),
        labels=[date_format(each.day, "j M") for each in past],
        series=Series(_("Registered"), [each.row.registered for each in past]),
        other=Series(_("Live"), [each.row.live for each in past]),
    )


def below(region: Region) -> str:
    """What the regions directly below one are called."""
    return {Level.NATION: _("Province"), Level.PROVINCE: _("Regency"), Level.REGENCY: _("Kecamatan")}.get(
        Level(region.level), _("Region")
    )


def tables(coverage: Coverage, past: Sequence[Past]) -> list[tuple[str, Table]]:
    """The page's tables under the names of their files."""
    named = [("kategori", Table(_("By category"), _heads(_("Category")), _lines(coverage.categories)))]
    if coverage.parts:
        head = below(coverage.region)
        named.append(("wilayah", Table(_("By region"), _heads(head), _lines(coverage.parts))))
    days = ([each.day.isoformat(), each.day.isoformat(), *_numbers(each.row)] for each in past)
    return [*named, ("riwayat", Table(_("Over time"), _heads(_("Day")), days))]


def _heads(first: str) -> list[str]:
    return [
        _("Code"),
        first,
        _("Known places"),
        _("Registered of the known"),
        _("Live of the known"),
        _("Applying"),
        _("Registered"),
        _("With a person in charge"),
        _("Live"),
    ]


def _lines(rows: Sequence[Row]) -> Iterator[list[object]]:
    for row in rows:
        yield [row.code, row.label, *_numbers(row)]


def _numbers(row: Row) -> list[object]:
    known: list[object] = [None, None, None]
    if row.known is not None:
        known = [row.known, row.known_registered, row.known_live]
    return [*known, row.applying, row.registered, row.confirmed, row.live]


def _share(row: Row, known: bool) -> float | None:
    if known:
        return row.share_live
    return row.live / row.registered if row.registered else None


def _part(row: Row, known: bool, linked: bool, category: str) -> Part:
    share = _share(row, known)
    query = f"?{urlencode({'kategori': category})}" if category else ""
    href = f"{reverse('coverage_region', args=[row.code])}{query}" if linked else ""
    return Part(row.code, row.label, share, percent(share, 0), href)
