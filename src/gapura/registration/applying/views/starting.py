"""Begin an application, go on with one, and take its link along."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gapura import config
from gapura.accounts import pacing
from gapura.accounts.access import everybody
from gapura.common.methods import require_form
from gapura.common.requests import client_network
from gapura.mail.acts import send
from gapura.mail.models import Channel
from gapura.registration.applying import cookies, drafts, steps
from gapura.registration.applying.views.drafted import drafted
from gapura.registration.details import read_some
from gapura.registration.models import Draft

DRAFTS_AN_HOUR = 60
LINKS_AN_HOUR = 3


@everybody
@never_cache
@require_form
def start(request: HttpRequest) -> HttpResponse:
    """What to have ready; begin a draft, or go on with the one this browser has."""
    draft = cookies.draft_of(request)
    if request.method != "POST":
        return _start_page(request, draft)
    try:
        pacing.spend("draft", client_network(request), most=DRAFTS_AN_HOUR, within=pacing.HOUR)
    except pacing.TooOftenError:
        messages.error(request, _("Many applications were begun from here just now. Please wait an hour."))
        return _start_page(request, draft, status=429)
    _draft, key = drafts.start(language=get_language() or "id")
    response = HttpResponseRedirect(steps.STEPS[0].url)
    cookies.keep_draft(response, key)
    return response


@everybody
@never_cache
@require_form
def resume(request: HttpRequest, key: str) -> HttpResponse:
    """Go on with the draft whose link was kept or sent, by a press.

    The link alone changes nothing: nobody shall find himself writing into a stranger's draft unasked.
    """
    draft = drafts.opened_by(key)
    if draft is None:
        messages.warning(request, _("This draft is no longer kept. Please begin anew."))
        return HttpResponseRedirect(reverse("register"))
    if request.method != "POST":
        context = {"draft": draft, "written": drafts.written(draft), "other": cookies.draft_of(request)}
        return render(request, "registration/apply/resume.html", context)
    response = HttpResponseRedirect(_where_it_stopped(draft))
    cookies.keep_draft(response, key)
    return response


@drafted
@require_safe
def later(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The link that opens the draft again, to copy or to have sent."""
    values, _wrong = read_some(drafts.written(draft), ["email"])
    context = {"draft": draft, "link": _link(request), "email": values.get("email", "")}
    return render(request, "registration/apply/later.html", context)


@drafted
@require_POST
def send_link(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Send the draft's link to the office's address that stands in it."""
    values, _wrong = read_some(drafts.written(draft), ["email"])
    if not values.get("email"):
        messages.error(request, _("Write the office's e-mail address first."))
        return HttpResponseRedirect(steps.BY_SLUG["pic"].url)
    try:
        pacing.spend("draft link", str(draft.pk), most=LINKS_AN_HOUR, within=pacing.HOUR)
        pacing.spend("draft link to", values["email"], most=LINKS_AN_HOUR, within=pacing.HOUR)
        pacing.spend("draft link from", client_network(request), most=3 * LINKS_AN_HOUR, within=pacing.HOUR)
    except pacing.TooOftenError:
        messages.error(request, _("The link was sent several times just now. Please look into your inbox."))
        return HttpResponseRedirect(reverse("apply_later"))
    send(
        channel=Channel.EMAIL,
        to=values["email"],
        template="registration/draft",
        language=get_language() or "id",
        context={"link": _link(request), "days": drafts.LIFETIME.days},
        by=draft,
        about=f"draft:{draft.pk}",
    )
    messages.success(request, _("The link is on its way to %(email)s.") % {"email": values["email"]})
    return HttpResponseRedirect(reverse("apply_later"))


@drafted
@require_POST
def discard(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Let this browser forget the draft; whoever has its link can still go on."""
    response = HttpResponseRedirect(reverse("register"))
    cookies.forget_draft(response)
    messages.success(request, _("This browser has forgotten the draft."))
    return response


def _start_page(request: HttpRequest, draft: Draft | None, status: int = 200) -> HttpResponse:
    written = drafts.written(draft) if draft else {}
    context = {
        "draft": draft if draft and draft.application_id is None else None,
        "done": draft.application if draft else None,
        "place": written.get("place_name") or written.get("agency") or "",
        "go_on": _where_it_stopped(draft) if draft else "",
        "days": drafts.LIFETIME.days,
    }
    return render(request, "registration/apply/start.html", context, status=status)


def _where_it_stopped(draft: Draft) -> str:
    """The first step of which something is missing."""
    if draft.application_id is not None:
        return reverse("apply_done")
    written = drafts.written(draft)
    for step in steps.STEPS:
        if step.form and read_some(written, step.form.FIELDS)[1]:
            return step.url
    return steps.DOCUMENTS.url


def _link(request: HttpRequest) -> str:
    return f"{config.current().base_url}{reverse('apply_resume', args=[cookies.key_of(request)])}"
