"""`/saya/ambil-alih/`: a code from staff makes whoever has just signed in the person on record."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.utils.translation import gettext as _

from gapura import config
from gapura.accounts.access import visitors_only
from gapura.common import agents
from gapura.common.methods import require_form
from gapura.people import cookies, documents, handovers, names
from gapura.people.requests import SignedInRequest
from gapura.people.ways import HOME
from gapura.visits import taking_over
from gapura.visits.forms import HandoverForm


@visitors_only
@require_form
def take_over(request: SignedInRequest) -> HttpResponse:
    """Ask for the code, show whose record it hands over, and take it over once that is confirmed."""
    form = HandoverForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, form, 400 if form.is_bound else 200)
    code = form.cleaned_data["code"]
    try:
        if "confirm" not in request.POST:
            return _offer(request, form, taking_over.look(code=code, by=request.visitor))
        label = agents.label(request.headers.get("User-Agent", ""))
        entered = taking_over.take_over(code=code, label=label, by=request.visitor)
    except handovers.MistypedError:
        form.add_error("code", _("This is no code of ours: compare each character with the paper."))
        return _page(request, form, 400)
    except taking_over.WrongCodeError:
        form.add_error("code", _("This code is not good any more, or never was. Ask staff for a new one."))
        return _page(request, form, 400)
    except taking_over.TooManyTriesError:
        form.add_error("code", _("Too many wrong codes. Try again tomorrow, or ask staff at a door."))
        return _page(request, form, 429)
    except taking_over.NotFreeError:
        return _page(request, form, 409, own=True)
    response = HttpResponseRedirect(HOME)
    if entered.token:
        cookies.keep_session(response, entered.token)
        rotate_token(request)
    messages.success(request, _("The record is yours on this phone now."))
    return response


def _offer(request: SignedInRequest, form: HandoverForm, offer: taking_over.Offer) -> HttpResponse:
    context = {
        "form": form,
        "offer": offer,
        "name": names.shortened(str(offer.person.name)),
        "document": documents.masked(offer.person),
        "days": config.current().retention_days,
    }
    return render(request, "visits/take_over.html", context)


def _page(request: SignedInRequest, form: HandoverForm, status: int, *, own: bool = False) -> HttpResponse:
    context = {"form": form, "own": own or request.visitor.seen, "days": handovers.LIFETIME.days}
    return render(request, "visits/take_over.html", context, status=status)
