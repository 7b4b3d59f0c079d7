"""What everybody may see: published and archived rankings, their arithmetic and their data."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from gapura.accounts.access import everybody
from gapura.common.paging import asked_page
from gapura.core.compliance import load_all
from gapura.oversight.compliance.measuring import Period
from gapura.oversight.compliance.sheets import frozen_sheet
from gapura.oversight.exports.tables import file_answer
from gapura.oversight.ranking import document
from gapura.oversight.ranking.lists import lists, table_of
from gapura.oversight.ranking.models import Entry, Ranking
from gapura.oversight.ranking.states import PUBLIC

PER_PAGE = 30


@everybody
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What compliance is, and every published ranking, the newest first."""
    found = Ranking.objects.filter(state__in=PUBLIC).select_related("region").order_by("-published_at")
    context = {
        "metrics": load_all(),
        "page": asked_page(request, found, PER_PAGE),
    }
    return render(request, "oversight/compliance/rankings.html", context)


@everybody
@require_safe
def ranking(request: HttpRequest, ranking_id: UUID) -> HttpResponse:
    """One ranking with its replies."""
    found = _public(ranking_id)
    context = {"ranking": found, "lists": lists(found)}
    return render(request, "oversight/compliance/ranking.html", context)


@everybody
@require_safe
def entry(request: HttpRequest, ranking_id: UUID, entry_id: UUID) -> HttpResponse:
    """The arithmetic of one place in a ranking, as it was frozen."""
    found = _public(ranking_id)
    return entry_page(request, found, entry_id, small_counts=False)


@everybody
@require_safe
def data(request: HttpRequest, ranking_id: UUID) -> HttpResponse:
    """A ranking as JSON; of an archived one exactly the bytes that its checksum is of."""
    found = _public(ranking_id)
    body = found.archive or document.written(found)
    answer = HttpResponse(body.encode(), content_type="application/json; charset=utf-8")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@everybody
@require_safe
def file(request: HttpRequest, ranking_id: UUID, ending: str) -> HttpResponse:
    """A ranking's rows as CSV or XLSX."""
    return ranking_file(_public(ranking_id), ending)


def ranking_file(ranking: Ranking, ending: str) -> HttpResponse:
    """The rows of a ranking that whoever asks may see."""
    return file_answer(table_of(ranking), f"peringkat-{ranking.region_id}-{ranking.until}", ending)


def entry_page(request: HttpRequest, ranking: Ranking, entry_id: UUID, *, small_counts: bool) -> HttpResponse:
    """One row of a ranking with its arithmetic, with small counts of people only for those in charge."""
    found = get_object_or_404(ranking.entries.select_related("venue"), pk=entry_id)
    assert isinstance(found, Entry)
    period = Period(ranking.since, ranking.until)
    context = {
        "ranking": ranking,
        "entry": found,
        "sheet": frozen_sheet(found.arithmetic, period, ranking.rules, small_counts=small_counts),
    }
    return render(request, "oversight/compliance/entry.html", context)


def _public(ranking_id: UUID) -> Ranking:
    public = Ranking.objects.filter(state__in=PUBLIC).select_related("region")
    return get_object_or_404(public, pk=ranking_id)
