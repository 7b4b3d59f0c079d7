"""Signing in: a contact, the code that was sent there, and out again."""

from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from gapura.accounts.access import SIGN_IN, everybody
from gapura.common import agents
from gapura.common.methods import require_form
from gapura.common.requests import client_network
from gapura.people import cookies
from gapura.people.acts import codes, devices
from gapura.people.forms import ReachForm, too_many_codes
from gapura.people.models import SignInCode
from gapura.people.requests import VisitorRequest
from gapura.people.views.code_step import take_code
from gapura.people.ways import IDENTITY, next_of, with_next

CODE = "/masuk/kode/"


@everybody
@require_form
def start(request: VisitorRequest) -> HttpResponse:
    """Ask for an e-mail address or phone number and send a code there, whoever it is."""
    way = next_of(request)
    if request.method != "POST":
        return _start_page(request, ReachForm(), way)
    form = ReachForm(request.POST)
    if not form.is_valid():
        return _start_page(request, form, way, status=400)
    reach = form.cleaned_data["reach"]
    try:
        code = codes.ask(reach=reach, address=client_network(request), language=get_language() or "id")
    except codes.TooManyCodesError as error:
        form.add_error("reach", too_many_codes(error))
        return _start_page(request, form, way, status=429)
    response = HttpResponseRedirect(with_next(CODE, way))
    cookies.keep_pending(response, code.id, reach.masked)
    return response


@everybody
@require_form
def code(request: VisitorRequest) -> HttpResponse:
    """Take the code that arrived and sign this browser in."""
    taken = take_code(request, start=SIGN_IN, template="people/sign_in_code.html")
    return taken if isinstance(taken, HttpResponse) else _enter(request, taken, next_of(request))


@everybody
@require_POST
def leave(request: VisitorRequest) -> HttpResponse:
    """Sign this browser out."""
    if request.visitor and request.device_id is not None:
        devices.sign_out(device_id=request.device_id, by=request.visitor)
    response = HttpResponseRedirect("/")
    cookies.end_session(response)
    return response


def _enter(request: VisitorRequest, used: SignInCode, way: str) -> HttpResponse:
    if request.visitor and request.device_id is not None:
        devices.sign_out(device_id=request.device_id, by=request.visitor)
    label = agents.label(request.headers.get("User-Agent", ""))
    entered = devices.sign_in(code=used, label=label, language=get_language() or "id")
    response = HttpResponseRedirect(way if entered.person.identified else with_next(IDENTITY, way))
    cookies.keep_session(response, entered.token)
    cookies.end_pending(response)
    rotate_token(request)
    return response


def _start_page(request: VisitorRequest, form: ReachForm, way: str, status: int = 200) -> HttpResponse:
    return render(request, "people/sign_in.html", {"form": form, "next": way}, status=status)
