"""What every page of a draft does first: find the draft of this browser, and keep its pages out of caches."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from gapura.accounts.access import everybody
from gapura.registration.applying import cookies
from gapura.registration.models import Draft

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Draft, Rest], HttpResponse]


def drafted(view: View[Rest]) -> Callable[..., HttpResponse]:
    """Give a view the draft that this browser writes; without one, show where to begin.

    A draft that was sent leads to its result; what was typed into a page of another draft is not mixed in.
    """

    @everybody
    @never_cache
    @wraps(view)
    def found(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        draft = cookies.draft_of(request)
        if draft is None:
            messages.warning(request, _("There is no draft in this browser. Begin here, or open its link."))
            return HttpResponseRedirect(reverse("register"))
        if draft.application_id is not None:
            return HttpResponseRedirect(reverse("apply_done"))
        if request.method == "POST" and request.POST.get("draft") != str(draft.pk):
            messages.warning(
                request, _("This browser writes another application now. What you see here is that one.")
            )
            return HttpResponseRedirect(request.get_full_path())
        return view(request, draft, *args, **kwargs)

    return found
