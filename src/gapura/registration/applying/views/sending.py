"""Look at everything once more, send it, and get the tracking number."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gapura.accounts import pacing
from gapura.accounts.access import everybody
from gapura.common.methods import require_form
from gapura.common.requests import client_network
from gapura.registration import checks, details, findings
from gapura.registration.acts import applying
from gapura.registration.acts.applying import UnfitApplicationError
from gapura.registration.applying import cookies, drafts, proof, steps
from gapura.registration.applying.views.drafted import drafted
from gapura.registration.details import Details
from gapura.registration.findings import Finding, Level
from gapura.registration.following import session
from gapura.registration.letters.places import place_of
from gapura.registration.models import Document, Draft


@drafted
@require_form
def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Everything on one page with what the checks say; sending it gives one application, however often."""
    said = details.read({**drafts.written(draft), "language": get_language() or "id"})
    if request.method != "POST" or not isinstance(said, Details):
        return _page(request, draft, said, status=400 if request.method == "POST" else 200)
    try:
        proof.admit(draft, request.POST.get("proof", ""), address=client_network(request))
        application = applying.submit(details=said, draft=draft, replaces=draft.replaces)
    except pacing.TooOftenError:
        return _page(request, draft, said, problem=_slow(request), status=429)
    except UnfitApplicationError:
        return _page(request, draft, said, status=400)
    response = HttpResponseRedirect(reverse("apply_done"))
    session.keep(response, application)
    return response


@everybody
@never_cache
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """The tracking number, large, to print and to keep."""
    draft = cookies.draft_of(request)
    if draft is None or draft.application is None:
        return HttpResponseRedirect(reverse("register"))
    context = {"application": draft.application, "documents": list(draft.documents.all())}
    response = render(request, "registration/apply/done.html", context)
    session.keep(response, draft.application)
    return response


def _slow(request: HttpRequest) -> str:
    if request.POST.get("proof"):
        return _("Many applications came from here just now. Please send yours again in an hour.")
    return _(
        "Your browser runs no JavaScript; from such browsers only a few applications an hour are taken. What "
        "you wrote is kept: send it again later, open its link in another browser, or ask Dinas Kominfo to "
        "apply for you."
    )


def _page(
    request: HttpRequest,
    draft: Draft,
    said: Details | list[Finding],
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    documents = list(draft.documents.all())
    found = _findings(draft, said, documents)
    here = steps.CHECK
    context: dict[str, Any] = {
        "draft": draft,
        "step": here,
        "before": steps.before(here),
        "progress": steps.progress(here),
        "details": said if isinstance(said, Details) else None,
        "place": place_of(said.region) if isinstance(said, Details) else None,
        "documents": documents,
        "problem": problem,
        "errors": _with_step(findings.errors_in(found)),
        "warnings": _with_step([each for each in found if each.level is Level.WARNING]),
        "challenge": proof.challenge(draft),
        "links": {step.slug: f"{step.url}?periksa=1" for step in steps.STEPS},
    }
    return render(request, here.template, context, status=status)


def _findings(draft: Draft, said: Details | list[Finding], documents: list[Document]) -> list[Finding]:
    if not isinstance(said, Details):
        return said
    letters = sum(document.kind == Document.Kind.LETTER for document in documents)
    return checks.look(said, replaces=draft.replaces, letters=letters)


def _with_step(found: list[Finding]) -> list[dict[str, Any]]:
    return [{"finding": each, "step": steps.of_field(each.field)} for each in found]
