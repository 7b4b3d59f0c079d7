"""The steps that ask something: what is typed is kept, then said to be right or wrong, then the next step."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from gapura.common.methods import require_form
from gapura.registration.applying import drafts, steps
from gapura.registration.applying.forms import FiguresForm, StepForm
from gapura.registration.applying.steps import Step
from gapura.registration.applying.views.drafted import drafted
from gapura.registration.models import Draft


@drafted
@require_form
def step(request: HttpRequest, draft: Draft, slug: str) -> HttpResponse:
    """One step; pressing a button keeps what was typed, whatever is wrong with it."""
    here = steps.BY_SLUG.get(slug)
    if here is None or here.form is None:
        raise Http404
    kept = drafts.written(draft)
    if request.method != "POST":
        return _page(request, draft, here, here.form(kept=kept))
    form = here.form(_with_suggestion(request.POST), kept=kept)
    good = form.is_valid()
    draft = drafts.write(draft=draft, values=form.said)
    if "add_door" in request.POST:
        return _page(request, draft, here, FiguresForm(kept=drafts.written(draft), more=1))
    if "regions" in request.POST:
        return _page(request, draft, here, here.form(kept=drafts.written(draft)))
    if "later" in request.POST:
        return HttpResponseRedirect(reverse("apply_later"))
    if not good:
        return _page(request, draft, here, form, status=400)
    if form.warnings and request.POST.get("seen") != _codes(form):
        return _page(request, draft, here, form)
    return HttpResponseRedirect(steps.CHECK.url if "periksa" in request.GET else steps.after(here).url)


def _page(request: HttpRequest, draft: Draft, here: Step, form: StepForm, status: int = 200) -> HttpResponse:
    context = {
        "draft": draft,
        "form": form,
        "step": here,
        "before": steps.before(here),
        "progress": steps.progress(here),
        "seen": _codes(form),
    }
    return render(request, here.template, context, status=status)


def _codes(form: StepForm) -> str:
    """Which warnings were shown, so that the same ones hold nobody up twice."""
    return " ".join(finding.code for finding in form.warnings)


def _with_suggestion(typed: QueryDict) -> Any:
    """What was typed, with a suggestion put into its field where that button was pressed."""
    field, _colon, value = typed.get("take", "").partition(":")
    if not value:
        return typed
    changed = typed.copy()
    changed[field] = value
    if field == "latitude":
        changed["longitude"] = ""
    return changed
