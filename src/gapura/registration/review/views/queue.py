"""The queue: what waits to be decided, how long, and who has it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.paging import asked_page
from gapura.registration.review.listing import listing, rows
from gapura.registration.review.views.delegations import allowance

PER_PAGE = 50


@roles_only(Role.REVIEWER)
@never_cache
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    """The applications that this reviewer may see, oldest first, by region, category, state or name."""
    asked = listing(request.user, request.GET)
    page = asked_page(request, asked.found, PER_PAGE, counted=asked.total)
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "registration/review_queue.html",
        {
            "form": asked.form,
            "page": page,
            "rows": rows(page.object_list, request.user, timezone.now()),
            "choosable": asked.choosable,
            "query": query.urlencode(),
            "allowance": allowance(request.user),
        },
    )
