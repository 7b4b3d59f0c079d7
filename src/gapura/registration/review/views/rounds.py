"""Many at once: choose on the queue, look at the list, start, and read what became of each."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.paging import asked_page
from gapura.registration.models import Application, Chosen, Round
from gapura.registration.review import rounds
from gapura.registration.review.listing import SEALED, choosable_by, listing
from gapura.registration.review.views.delegations import allowance
from gapura.registration.scope import applications_of
from gapura.registration.ticking import ticked

PER_PAGE = 100


@roles_only(Role.REVIEWER)
@require_POST
def choose(request: StaffRequest) -> HttpResponse:
    """Note what was ticked, or everything green that fits the filter, and ask for a last look."""
    found = _everything(request) if "all" in request.POST else _ticked(request)
    green = found.filter(choosable_by(request.user)).select_related(None).only("pk")
    applications = list(green[: rounds.MOST])
    if not applications:
        messages.warning(request, _("Nothing was chosen: tick applications whose checks are all green."))
        return redirect("review")
    made = rounds.choose(applications=applications, by=request.user)
    return redirect("review_round", round_id=made.pk)


@roles_only(Role.REVIEWER)
@never_cache
@require_safe
def show(request: StaffRequest, round_id: UUID) -> HttpResponse:
    """Before: the list to confirm. Meanwhile: how far it is. Afterwards: what became of each."""
    found = get_object_or_404(Round, pk=round_id, by=request.user)
    answer = render(request, "registration/review_round.html", _context(found, request))
    if found.started_at and not found.finished_at:
        answer["Refresh"] = "2"
    return answer


@roles_only(Role.REVIEWER)
@require_POST
def start(request: StaffRequest, round_id: UUID) -> HttpResponse:
    """Have them approved; pressing twice starts once."""
    get_object_or_404(Round, pk=round_id, by=request.user)
    rounds.start(round_id=round_id, by=request.user)
    return redirect("review_round", round_id=round_id)


def _everything(request: StaffRequest) -> Any:
    return listing(request.user, QueryDict(request.POST.get("filter", ""))).found.defer(None)


def _ticked(request: StaffRequest) -> Any:
    found = applications_of(request.user).filter(pk__in=ticked(request.POST))
    return found.order_by("submitted_at", "pk")


def _context(found: Round, request: StaffRequest) -> dict[str, Any]:
    waiting, approved = Q(outcome=Chosen.Outcome.WAITING), Q(outcome=Chosen.Outcome.APPROVED)
    counts = found.chosen.order_by().aggregate(
        total=Count("pk"), left=Count("pk", filter=waiting), approved=Count("pk", filter=approved)
    )
    return {
        "round": found,
        **counts,
        "done": counts["total"] - counts["left"],
        "refused": counts["total"] - counts["left"] - counts["approved"],
        "page": asked_page(request, _refused_first(found), PER_PAGE),
        "allowance": allowance(request.user),
    }


def _refused_first(found: Round) -> QuerySet[Chosen]:
    applications = Application.objects.select_related("region__parent").defer(*SEALED)
    chosen = found.chosen.prefetch_related(Prefetch("application", queryset=applications))
    return chosen.alias(approved=Q(outcome=Chosen.Outcome.APPROVED)).order_by("approved", "pk")
