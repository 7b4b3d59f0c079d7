"""`/saya/bukti/`: whoever holds the phone shows anew that they hold the contact, before much is at stake.

A phone that lies on a table is signed in; what it opens then is no consent.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language

from gapura.accounts.access import visitors_only
from gapura.common.methods import require_form
from gapura.common.requests import client_network
from gapura.people import cookies
from gapura.people.acts import codes
from gapura.people.forms import OwnContactForm, too_many_codes
from gapura.people.models import Contact, SignInCode
from gapura.people.reaching import Reach
from gapura.people.requests import SignedInRequest
from gapura.people.views.code_step import take_code
from gapura.people.ways import next_of, with_next

START = "/saya/bukti/"
CODE = "/saya/bukti/kode/"
Rest = ParamSpec("Rest")
View = Callable[Concatenate[SignedInRequest, Rest], HttpResponse]


def is_shown(request: SignedInRequest) -> bool:
    """Whether the visitor has shown possession on this device just now."""
    return cookies.shown(request, request.visitor, request.device_id)


def possession_first(view: View[Rest]) -> View[Rest]:
    """Let a visitor's POST through only while possession is shown; else lead there and back to the page."""

    @wraps(view)
    def guarded(request: SignedInRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if request.method == "POST" and not is_shown(request):
            return HttpResponseRedirect(with_next(START, request.path))
        return view(request, *args, **kwargs)

    return guarded


@visitors_only
@require_form
def start(request: SignedInRequest) -> HttpResponse:
    """Send a code to a contact of the visitor's own."""
    way = next_of(request)
    contacts = list(request.visitor.contacts.order_by("-verified_at")[: OwnContactForm.MOST])
    form = OwnContactForm(request.POST if request.method == "POST" else None, contacts=contacts)
    if not form.is_valid():
        return _start_page(request, form, way, 400 if form.is_bound else 200)
    chosen: Contact = form.cleaned_data["contact"]
    reach = Reach(chosen.kind, chosen.value)
    try:
        code = codes.ask(
            reach=reach,
            address=client_network(request),
            language=get_language() or "id",
            purpose=codes.Purpose.OWN_DATA,
        )
    except codes.TooManyCodesError as error:
        form.add_error("contact", too_many_codes(error))
        return _start_page(request, form, way, 429)
    response = HttpResponseRedirect(with_next(CODE, way))
    cookies.keep_pending(response, code.id, reach.masked, path=START)
    return response


@visitors_only
@require_form
def code(request: SignedInRequest) -> HttpResponse:
    """Take the code that arrived and go on."""

    def is_own(used: SignInCode) -> bool:  # else somebody else has signed in since it was asked for
        return request.visitor.contacts.filter(value_hash=used.value_hash).exists()

    taken = take_code(request, start=START, template="people/possession_code.html", fits=is_own)
    if isinstance(taken, HttpResponse):
        return taken
    response = HttpResponseRedirect(next_of(request))
    cookies.keep_shown(response, request.visitor, request.device_id)
    cookies.end_pending(response, path=START)
    return response


def _start_page(request: SignedInRequest, form: OwnContactForm, way: str, status: int) -> HttpResponse:
    context = {"form": form, "next": way, "minutes": cookies.SHOWN_FOR.seconds // 60}
    return render(request, "people/possession.html", context, status=status)
