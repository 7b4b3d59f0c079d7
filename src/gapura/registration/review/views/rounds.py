"""Many at once: choose on the queue, look at the list, start, and read what became of each."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.registration.models import Application, Chosen, Round
from gapura.registration.review import rounds
from gapura.registration.review.listing import SEALED, choosable_by, listing
from gapura.registration.review.views.delegations import allowance
from gapura.registration.scope import applications_of


@roles_only(Role.REVIEWER)
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Note what was ticked, or everything green that fits the filter, and ask for a last look."""
    assert isinstance(request.user, User)
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
def show(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Before: the list to confirm. Meanwhile: how far it is. Afterwards: what became of each."""
    assert isinstance(request.user, User)
    found = get_object_or_404(_with_applications(), pk=round_id, by=request.user)
    answer = render(request, "registration/review_round.html", _context(found, request.user))
    if found.started_at and not found.finished_at:
        answer["Refresh"] = "2"
    return answer


@roles_only(Role.REVIEWER)
@require_POST
def start(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Have them approved; pressing twice starts once."""
    assert isinstance(request.user, User)
    get_object_or_404(Round, pk=round_id, by=request.user)
    rounds.start(round_id=round_id, by=request.user)
    return redirect("review_round", round_id=round_id)


def _everything(request: HttpRequest) -> Any:
    assert isinstance(request.user, User)
    return listing(request.user, QueryDict(request.POST.get("filter", ""))).found.defer(None)


def _ticked(request: HttpRequest) -> Any:
    assert isinstance(request.user, User)
    wanted = [each for each in request.POST.getlist("application") if _is_id(each)]
    return applications_of(request.user).filter(pk__in=wanted).order_by("submitted_at", "pk")


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _with_applications() -> Any:
    applications = Application.objects.select_related("region__parent").defer(*SEALED)
    chosen = Chosen.objects.prefetch_related(Prefetch("application", queryset=applications))
    return Round.objects.prefetch_related(Prefetch("chosen", queryset=chosen))


def _context(found: Round, user: User) -> dict[str, Any]:
    chosen = list(found.chosen.all())
    outcome = Chosen.Outcome
    return {
        "round": found,
        "chosen": chosen,
        "done": sum(each.outcome != outcome.WAITING for each in chosen),
        "approved": [each for each in chosen if each.outcome == outcome.APPROVED],
        "refused": [each for each in chosen if each.outcome not in (outcome.WAITING, outcome.APPROVED)],
        "allowance": allowance(user),
    }
