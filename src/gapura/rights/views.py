"""`/saya/salinan/` and `/saya/hapus/`: a visitor downloads what is kept about them, and has it erased."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gapura.accounts import pacing
from gapura.accounts.access import everybody, roles_only, visitors_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.methods import require_form
from gapura.people import cookies, documents, handovers, names
from gapura.people.acts.erased import ErasedError
from gapura.people.models import Pass
from gapura.people.passes.desk import row_of
from gapura.people.requests import SignedInRequest
from gapura.people.views.possession import is_shown, possession_first
from gapura.rights import copying, erasing, terms
from gapura.rights.forms import EraseForm, ErasePaperForm


@visitors_only
@require_form
@possession_first
def copy(request: SignedInRequest) -> HttpResponse:
    """What is in the file, how long each thing is kept, and the file itself."""
    if request.method != "POST":
        return _copy_page(request, 200)
    try:
        made = copying.make(by=request.visitor)
    except pacing.TooOftenError:
        return _copy_page(request, 429)
    response = HttpResponse(made, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="gapura-{timezone.localdate()}.json"'
    response["Cache-Control"] = "no-store"
    return response


@visitors_only
@require_form
@possession_first
def erase(request: SignedInRequest) -> HttpResponse:
    """What goes at once and what stays for how long; then, once that is confirmed, the erasure."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _erase_page(request, form, 400 if form.is_bound else 200)
    try:
        erasing.erase(by=request.visitor)
    except pacing.TooOftenError:
        form.add_error("sure", _("You have begun anew and erased again often today. Try again tomorrow."))
        return _erase_page(request, form, 429)
    response = redirect("erased")
    cookies.keep_erased(response)
    return response


@everybody
@require_safe
def gone(request: HttpRequest) -> HttpResponse:
    """That it is done, and what the phone forgets with it. A link alone makes no phone forget anything."""
    if cookies.ERASED not in request.COOKIES:
        return redirect("home")
    return render(request, "rights/gone.html", {"terms": terms.kept()})


@roles_only(Role.HEALTH_OFFICER)
@require_form
def erase_paper(request: StaffRequest, number: int) -> HttpResponse:
    """The same for the holder of a pass on paper, who has no phone and stands at the desk.

    A pass that is good no more is no way to them: they may have moved to where another office serves them.
    """
    row = row_of(request, number)
    if not row.is_good(timezone.now()) or not handovers.is_written_down(row.person):
        return redirect("paper_pass", number=number)
    form = ErasePaperForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _erase_paper_page(request, row, form, 422 if form.is_bound else 200)
    try:
        erasing.erase_on_paper(person=row.person, by=request.user)
    except pacing.TooOftenError:
        form.add_error(None, _("That was too many records within an hour. Please go on a little later."))
        return _erase_paper_page(request, row, form, 429)
    except (erasing.HasPhoneError, ErasedError):
        return redirect("paper_pass", number=number)
    messages.success(request, _("The record is erased. Officers' devices know it when they next reach us."))
    return redirect("paper_pass", number=number)


def _copy_page(request: SignedInRequest, status: int) -> HttpResponse:
    context = {"terms": terms.kept(), "shown": is_shown(request), "too_often": status == 429}
    return render(request, "rights/copy.html", context, status=status)


def _erase_page(request: SignedInRequest, form: EraseForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "shown": is_shown(request),
        "terms": terms.kept(),
        "waiting": request.visitor.corrections.filter(answered_at=None).count(),
    }
    return render(request, "rights/erase.html", context, status=status)


def _erase_paper_page(request: StaffRequest, row: Pass, form: ErasePaperForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "row": row,
        "name": names.shortened(str(row.person.name)),
        "document": documents.masked(row.person),
        "terms": terms.kept(),
    }
    return render(request, "rights/erase_paper.html", context, status=status)
