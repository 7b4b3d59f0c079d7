"""Which region's figures somebody looks at: their own, or one within it that they asked for."""

from django.http import Http404, HttpRequest

from gapura.accounts.requests import StaffRequest
from gapura.oversight.dashboards.figures import PERIODS
from gapura.regions.codes import lineage
from gapura.regions.models import Level, Region

USUAL = 28


def region_asked_for(request: StaffRequest) -> Region:
    """The region named by `wilayah`, or one's own. Http404 outside of it, and below a kecamatan."""
    own = request.user.region
    code = request.GET.get("wilayah", "")
    if not code or code == own.code:
        return own
    found = Region.objects.filter(code=code[:13]).exclude(level=Level.VILLAGE).first()
    if found is None or not own.covers(found):
        raise Http404
    return found


def above(region: Region, own: Region) -> list[Region]:
    """The regions between one's own and this one, both included, the largest first."""
    codes = lineage(region.code)[::-1]
    found = Region.objects.in_bulk(codes)
    return [found[code] for code in codes if code in found and own.covers(found[code])]


def period_asked_for(request: HttpRequest) -> int:
    """The number of days named by `hari`; the usual one where it is none of those offered."""
    asked = request.GET.get("hari", "")
    return int(asked) if asked in {str(days) for days in PERIODS} else USUAL
