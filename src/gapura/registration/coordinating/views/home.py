"""What a coordinator sees first: who is stuck, and how far everybody is."""

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.paging import asked_page
from gapura.registration.coordinating.funnel import STEPS, funnel
from gapura.registration.coordinating.stuck import REASONS, Reason, Stuck, stuck

FIRST = 10
PER_PAGE = 25


@roles_only(Role.COORDINATOR)
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """Those who are stuck worst, then the funnel of the region."""
    waiting = stuck(request.user)
    return render(
        request,
        "registration/coordinator_home.html",
        {
            "tab": "home",
            "stuck": waiting[:FIRST],
            "stuck_count": len(waiting),
            "stuck_more": waiting.more,
            "reasons": _by_reason(waiting),
            "funnel": funnel(request.user),
            "steps": STEPS,
        },
    )


@roles_only(Role.COORDINATOR)
@require_safe
def all_stuck(request: StaffRequest) -> HttpResponse:
    """Everybody who is stuck, or those with one reason; several can be reminded at once."""
    waiting = stuck(request.user)
    wanted = request.GET.get("reason", "")
    chosen = [each for each in waiting if each.reason.code == wanted] if wanted else waiting
    page = asked_page(request, chosen, PER_PAGE)
    return render(
        request,
        "registration/coordinator_stuck.html",
        {
            "tab": "stuck",
            "page": page,
            "stuck": page.object_list,
            "stuck_more": waiting.more,
            "reasons": _by_reason(waiting),
            "wanted": wanted,
            "query": f"reason={wanted}" if chosen and wanted else "",
        },
    )


def _by_reason(waiting: list[Stuck]) -> list[tuple[Reason, int]]:
    counts = Counter(each.reason.code for each in waiting)
    return [(reason, counts[reason.code]) for reason in REASONS if counts[reason.code]]
