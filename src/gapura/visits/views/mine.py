"""`/saya/`: where the visitor is now, their colour and why, and their visits."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gapura import config
from gapura.accounts.access import visitors_only
from gapura.core.evidence import EvidenceError
from gapura.core.ids import new_id, read_id
from gapura.core.policy import Explanation
from gapura.people import documents, telling
from gapura.people.acts import identity
from gapura.people.models import Standing
from gapura.people.requests import SignedInRequest
from gapura.visits import history, standings
from gapura.visits.history import Entry
from gapura.visits.reminding import still_inside

NEWEST = 3


@visitors_only
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Everything at a glance."""
    newest = history.page(request.visitor.id, size=NEWEST)
    standing = standings.of(request.visitor.id)
    inside = _inside(request, standing, newest.entries)
    latest = inside or (newest.entries[0] if newest.entries else None)
    context = {
        "document": documents.masked(request.visitor),
        "shown_at": identity.shown_at(request.visitor),
        "newest": newest,
        "inside": inside,
        "still": still_inside(inside, timezone.now()) if inside else False,
        "explained": _explained(standing, latest),
        "items": telling.in_force(request.visitor.pk),
        "withdrawn": telling.withdrawn(request.visitor.pk),
        "check_out_id": new_id(),
        "now": timezone.now(),
    }
    return render(request, "visits/overview.html", context)


@visitors_only
@require_safe
def visits(request: SignedInRequest) -> HttpResponse:
    """The visits kept, a page at a time."""
    before = read_id(request.GET.get("before", ""))
    page = history.page(request.visitor.id, before=before)
    context = {
        "page": page,
        "still": next((each for each in page.entries if still_inside(each, timezone.now())), None),
        "first": before is None,
        "days": config.current().retention_days,
    }
    return render(request, "visits/visits.html", context)


def _inside(request: SignedInRequest, standing: Standing, newest: list[Entry]) -> Entry | None:
    """The open visit, which is most often among the newest."""
    if standing.visit_id is None:
        return None
    shown = next((entry for entry in newest if entry.visit.id == standing.visit_id), None)
    found = shown or history.entry(request.visitor.id, standing.visit_id)
    return found if found and found.visit.left_at is None else None


def _explained(standing: Standing, latest: Entry | None) -> Explanation | None:
    try:
        return standings.explain_now(standing, latest.venue if latest else None)
    except EvidenceError:
        return None
