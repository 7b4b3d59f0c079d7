"""The health officer's place: corrections to answer, oldest first."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.forms import LinesField
from gapura.core.policy import Language
from gapura.people.acts import answering
from gapura.people.waiting import Waiting, waiting_in, was_answered_in


class AnswerForm(forms.Form):
    """A health officer's answer."""

    text = LinesField(
        label=gettext_lazy("Your answer"),
        max_length=answering.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "The person reads it on their own page. Say what you checked, and what follows."
        ),
    )


@roles_only(Role.HEALTH_OFFICER)
@require_safe
def corrections(request: StaffRequest) -> HttpResponse:
    """The oldest open corrections of the region, with their due times and a form to answer each."""
    return _page(request, {})


@roles_only(Role.HEALTH_OFFICER)
@require_POST
def answer(request: StaffRequest, correction_id: UUID) -> HttpResponse:
    """Answer one; what belongs to another region is not there."""
    asked = next((each for each in _waiting(request) if each.correction.pk == correction_id), None)
    if asked is None:
        if not was_answered_in(request.user.region, correction_id):
            raise Http404
        return _answered_before(request)
    form = _form(correction_id, request.POST)
    if not form.is_valid():
        return _page(request, {correction_id: form}, status=422)
    try:
        answering.answer_correction(
            correction=asked.correction, text=form.cleaned_data["text"], by=request.user
        )
    except answering.AnsweredError:
        return _answered_before(request)
    messages.success(request, _("The answer is sent."))
    return redirect("health_officer")


def _answered_before(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Somebody has answered this correction already."))
    return redirect("health_officer")


def _waiting(request: StaffRequest) -> list[Waiting]:
    return waiting_in(request.user.region)


def _page(request: StaffRequest, sent: dict[UUID, AnswerForm], status: int = 200) -> HttpResponse:
    language: Language = "en" if get_language() == "en" else "id"
    entries = [
        {
            "waiting": each,
            "reasons": each.visit.reasons(language) if each.visit else [],
            "form": sent.get(each.correction.pk) or _form(each.correction.pk),
        }
        for each in _waiting(request)
    ]
    return render(request, "people/health.html", {"entries": entries}, status=status)


def _form(correction_id: UUID, data: Any = None) -> AnswerForm:
    return AnswerForm(data, auto_id=f"answer-{correction_id}-%s")
