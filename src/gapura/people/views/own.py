"""A visitor's own data, devices and corrections."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.access import visitors_only
from gapura.common.methods import require_form
from gapura.core.ids import read_id
from gapura.people import cookies, documents
from gapura.people.acts import corrections, devices, identity
from gapura.people.forms import CorrectionForm, IdentityForm
from gapura.people.models import Correction, Person
from gapura.people.reaching import masked
from gapura.people.requests import SignedInRequest
from gapura.people.ways import HOME, next_of

CORRECTIONS = "/saya/koreksi/"


@visitors_only
@require_form
def identify(request: SignedInRequest) -> HttpResponse:
    """Name and document, asked once; afterwards, what is kept, masked."""
    person = request.visitor
    if person.identified:
        return _kept_data(request, person)
    form = IdentityForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _identity_page(request, form, status=400 if form.is_bound else 200)
    with suppress(identity.AlreadyIdentifiedError):
        identity.identify(name=form.cleaned_data["name"], document=form.cleaned_data["document"], by=person)
    return HttpResponseRedirect(next_of(request))


@visitors_only
@require_safe
def devices_page(request: SignedInRequest) -> HttpResponse:
    """Where this person is signed in."""
    person = request.visitor
    mine = devices.signed_in().filter(person_id=person.id)
    context = {"devices": mine.order_by("-created_at")[:100], "this": request.device_id}
    return render(request, "people/devices.html", context)


@visitors_only
@require_POST
def sign_out_device(request: SignedInRequest, device_id: int) -> HttpResponse:
    """Sign one device out, this one or another."""
    if device_id >= 2**63 or not devices.sign_out(device_id=device_id, by=request.visitor):
        raise Http404
    if device_id == request.device_id:
        response = HttpResponseRedirect("/")
        cookies.end_session(response)
        return response
    messages.success(request, _("That device is signed out."))
    return HttpResponseRedirect("/saya/perangkat/")


@visitors_only
@require_form
def corrections_page(request: SignedInRequest) -> HttpResponse:
    """Ask for a correction; what was asked before, with the answers."""
    person = request.visitor
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial=_begun(request))
    if not form.is_valid():
        return _corrections_page(request, form, 400 if form.is_bound else 200)
    try:
        corrections.ask(text=form.cleaned_data["text"], visit_id=_visit_of(request), by=person)
    except corrections.TooManyCorrectionsError:
        form.add_error("text", _("Several of your corrections wait already. Please wait for the answers."))
        return _corrections_page(request, form, 429)
    messages.success(request, _("Sent. A human reads it and answers here."))
    return HttpResponseRedirect(CORRECTIONS)


def _identity_page(request: SignedInRequest, form: IdentityForm, *, status: int) -> HttpResponse:
    context = {"form": form, "next": next_of(request)}
    return render(request, "people/identify.html", context, status=status)


def _kept_data(request: SignedInRequest, person: Person) -> HttpResponse:
    way = next_of(request)
    if way != HOME:
        return HttpResponseRedirect(way)
    contacts = [masked(contact.kind, contact.value) for contact in person.contacts.all()[:20]]
    context = {
        "person": person,
        "document": documents.masked(person),
        "contacts": contacts,
        "shown_at": identity.shown_at(person),
    }
    return render(request, "people/data.html", context)


def _corrections_page(request: SignedInRequest, form: CorrectionForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "visit_id": _visit_of(request),
        "corrections": Correction.objects.filter(person=request.visitor).order_by("-id")[:50],
        "hours": int(corrections.TERM.total_seconds() // 3600),
    }
    return render(request, "people/corrections.html", context, status=status)


def _begun(request: SignedInRequest) -> dict[str, str]:
    """What the correction begins with, for somebody whose number another person has shown."""
    if request.GET.get("about") != "number":
        return {}
    return {
        "text": _(
            "Staff wrote down that they saw a document with my number, but I showed mine to nobody. The last"
            " time I showed it was at:"
        )
        + " "
    }


def _visit_of(request: SignedInRequest) -> UUID | None:
    """The visit that a correction is about, if one is named; whose it is, the act looks."""
    return read_id(request.POST.get("visit") or request.GET.get("visit") or "")
