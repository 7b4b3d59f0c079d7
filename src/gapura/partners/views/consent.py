"""`/oauth/authorize/`: a visitor reads what an app asks for, and says yes or no."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from gapura.accounts import pacing
from gapura.accounts.access import visitors_only
from gapura.common.methods import require_form
from gapura.partners import authorizing
from gapura.partners.authorizing import Asked, AskedWronglyError, SendBackError
from gapura.people.requests import SignedInRequest
from gapura.people.ways import IDENTITY, with_next


@visitors_only
@require_form
def authorize(request: SignedInRequest) -> HttpResponse:
    """Show what is asked for; the answer leads back to the app."""
    answer = request.POST.get("answer")  # read before the request is copied, which can be done once only
    try:
        asked = authorizing.read(request)
        if not request.visitor.identified:  # as before a check-in at a door
            return HttpResponseRedirect(with_next(IDENTITY, request.get_full_path()))
        if request.method != "POST":
            return _page(request, asked)
        if answer != "yes":
            return HttpResponseRedirect(authorizing.refuse(request, asked))
        return HttpResponseRedirect(authorizing.allow(request, asked, by=request.visitor))
    except AskedWronglyError:
        return render(request, "partners/asked_wrongly.html", status=400)
    except pacing.TooOftenError:
        return render(request, "partners/asked_wrongly.html", {"too_often": True}, status=429)
    except SendBackError as error:
        return HttpResponseRedirect(error.way)


def _page(request: SignedInRequest, asked: Asked) -> HttpResponse:
    context = {"partner": asked.partner, "wanted": asked.wanted, "host": asked.host}
    response = render(request, "partners/consent.html", context)
    # A browser follows the answer to the app's address only where the page with the form lets it.
    response._csp_update = {"form-action": [asked.origin]}  # type: ignore[attr-defined]
    return response
