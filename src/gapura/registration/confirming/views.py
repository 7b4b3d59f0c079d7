"""Confirm a registration: the link shows the place, a button completes it.

Following the link changes nothing by itself: mail programs and scanners follow links too.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from gapura.accounts.access import everybody
from gapura.common.methods import require_form
from gapura.registration.acts import completing
from gapura.registration.acts.completing import LinkError
from gapura.registration.models import Application
from gapura.registration.venue import PlaceTakenError

PROBLEMS = {"unknown": 404, "used": 200, "expired": 410, "ended": 410}


@everybody
@never_cache
@require_form
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The place to be confirmed, and after POST the place that is registered."""
    try:
        if request.method != "POST":
            return _page(request, application=completing.confirmation_of(token).application)
        return _page(request, application=completing.confirm(token=token), done=True)
    except PlaceTakenError:
        return _page(request, status=409, problem="taken")
    except LinkError as error:
        return _page(request, status=PROBLEMS[error.problem], problem=error.problem)


def _page(
    request: HttpRequest,
    *,
    application: Application | None = None,
    done: bool = False,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"application": application, "done": done, "problem": problem}
    return render(request, "registration/confirm.html", context, status=status)
