"""`/saya/kartu/`: the pass on a phone, which renews itself, and on a page without scripts, which does not."""

import re

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.access import visitors_only
from gapura.common.problems import refusal
from gapura.core.codes import freshness
from gapura.core.evidence import EvidenceError
from gapura.people import names
from gapura.people.models import Pass
from gapura.people.passes import acts, terms
from gapura.people.requests import SignedInRequest
from gapura.venues.posters.qr import text_svg

ANCHOR = re.compile(rf"[0-9a-f]{{{2 * freshness.LENGTH}}}")
RELOAD = 30
"""Seconds after which a browser without scripts loads its page again."""


@visitors_only
@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    """The pass; what a browser keeps of this page works without the network."""
    person = request.visitor
    context = {
        "short_name": names.shortened(str(person.name)) if person.identified else "",
        "hours": int(terms.ON_PHONE.total_seconds() // 3600),
        "now": int(timezone.now().timestamp() * 1000),
        "token": get_token(request),
        "reload": RELOAD,
        "papers": _papers(request),
    }
    return render(request, "people/pass.html", context)


@visitors_only
@require_POST
def issue(request: SignedInRequest) -> HttpResponse:
    """A new pass for this phone, with the anchor of the links that it has made."""
    anchor = request.POST.get("anchor", "")
    if not ANCHOR.fullmatch(anchor):
        return _no_pass("malformed-body", 400, _("That did not work. Please try again."))
    try:
        issued = acts.issue(
            kind="phone", anchor=bytes.fromhex(anchor), device_id=request.device_id, by=request.visitor
        )
    except acts.NotIdentifiedError:
        return _no_pass("unidentified", 409, _("Tell us once who you are: name and NIK or passport."))
    except EvidenceError:
        return _no_pass(
            "colour-unknown",
            409,
            _("No pass can be made, since your record cannot be read. Please ask for a correction."),
        )
    answer = {
        "text": issued.text,
        "issued_at": int(issued.row.issued_at.timestamp()),
        "expires_at": int(issued.row.expires_at.timestamp()),
        "now": int(timezone.now().timestamp() * 1000),
    }
    return JsonResponse(answer)


@visitors_only
@require_safe
def picture(request: SignedInRequest) -> HttpResponse:
    """The code of a pass that lives for a minute, for browsers without scripts."""
    try:
        issued = acts.issue(kind="page", anchor=None, device_id=request.device_id, by=request.visitor)
    except (acts.NotIdentifiedError, EvidenceError):
        return HttpResponse(status=404)
    return HttpResponse(text_svg(issued.text), content_type="image/svg+xml")


@visitors_only
@require_POST
def withdraw(request: SignedInRequest, number: int) -> HttpResponse:
    """A holder ends a pass of theirs on paper."""
    row = get_object_or_404(Pass, pk=number, person=request.visitor, kind=Pass.Kind.PAPER)
    acts.withdraw(row=row, by=request.visitor)
    messages.success(request, _("The pass is withdrawn. Officers' devices know it when they next reach us."))
    return redirect("my_pass")


def _papers(request: SignedInRequest) -> list[Pass]:
    mine = request.visitor.passes.filter(kind=Pass.Kind.PAPER)
    return list(acts.good(mine, timezone.now())[:20])


def _no_pass(name: str, status: int, detail: str) -> HttpResponse:
    return refusal(name, status, title=_("No pass was made"), detail=detail)
