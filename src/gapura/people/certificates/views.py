"""`/saya/sertifikat/`: a visitor adds certificates of other systems to the record, and takes them off."""

import re

from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from gapura.accounts import pacing
from gapura.accounts.access import visitors_only
from gapura.common.methods import require_form
from gapura.people.certificates import acts, trust, words
from gapura.people.certificates.forms import CertificateForm
from gapura.people.models import Shown
from gapura.people.requests import SignedInRequest
from gapura.people.ways import HOME

_MARK = re.compile(r"[0-9a-f]{64}")
_KINDS = {
    "vaccination": gettext_lazy("Vaccination"),
    "test": gettext_lazy("Test"),
    "recovery": gettext_lazy("Recovery"),
}
_REFUSALS = (
    acts.UnreadableError,
    acts.NotInForceError,
    acts.OtherPersonError,
    acts.NothingInItError,
    acts.DoubtedError,
    acts.TakenError,
    acts.TooManyError,
)


# The reader of QR codes for browsers without one of their own is WebAssembly.
@visitors_only
@csp_update({"script-src": "'wasm-unsafe-eval'"})  # type: ignore[arg-type]
@require_form
def certificates(request: SignedInRequest) -> HttpResponse:
    """What was added, and a form to add another; whoever has not said who they are does that first."""
    if not request.visitor.identified:
        return HttpResponseRedirect(f"{reverse('my_data')}?next={reverse('my_certificates')}")
    form = CertificateForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, form, 400 if form.is_bound else 200)
    try:
        shown = acts.add(text=form.cleaned_data["text"], by=request.visitor)
    except _REFUSALS as error:
        form.add_error("text", words.why(error))
        return _page(request, form, 422)
    except pacing.TooOftenError:
        form.add_error("text", _("You have tried many certificates just now. Please try again in an hour."))
        return _page(request, form, 429)
    said = _("Added: a certificate of %(issuer)s. Your colour below goes by it now.")
    messages.success(request, said % {"issuer": shown.issuer})
    return HttpResponseRedirect(HOME)


@visitors_only
@require_POST
def remove(request: SignedInRequest) -> HttpResponse:
    """Take one off the record, with all that it brought."""
    mark = request.POST.get("certificate", "")
    if not _MARK.fullmatch(mark) or not acts.take_back(origin=bytes.fromhex(mark), by=request.visitor):
        raise Http404
    messages.success(request, _("The certificate, and what it brought, is off your record."))
    return redirect("my_certificates")


def _page(request: SignedInRequest, form: CertificateForm, status: int) -> HttpResponse:
    mine = list(Shown.objects.filter(person=request.visitor))
    context = {
        "form": form,
        "certificates": [_told(each) for each in mine],
        "trusted": trust.is_anybody_trusted(),
    }
    return render(request, "people/certificates.html", context, status=status)


def _told(shown: Shown) -> dict[str, object]:
    return {
        "mark": bytes(shown.origin).hex(),
        "shown": shown,
        "kinds": [_KINDS[each] for each in shown.contents.split(",") if each in _KINDS],
    }
