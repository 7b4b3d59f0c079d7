"""`/kartu/`: staff print a pass for somebody without a phone, and withdraw one that was lost."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from gapura import config
from gapura.accounts import pacing
from gapura.accounts.access import roles_only
from gapura.accounts.models import User
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.methods import require_form
from gapura.core.evidence import EvidenceError
from gapura.people import handovers, names
from gapura.people.models import Pass
from gapura.people.passes import acts, numbers
from gapura.people.passes.forms import PaperForm
from gapura.venues.models import State
from gapura.venues.scope import venues_of

NEWEST = 50
_OTHER_NAME = {
    False: gettext_lazy("Another name is on record under this number. Compare with the document."),
    True: gettext_lazy(
        "Another name is on record under this number, and more than that: a phone, a vaccination or a test."
        " So the name is not changed here. Compare with the document again."
    ),
}
printers_only = roles_only(Role.PIC, Role.COORDINATOR, Role.HEALTH_OFFICER)


@printers_only
@require_form
def desk(request: StaffRequest) -> HttpResponse:
    """A form for one more, and the newest ones."""
    form = PaperForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, form, 422 if form.is_bound else 200)
    try:
        row = acts.print_paper(
            name=form.cleaned_data["name"],
            document=form.cleaned_data["document"],
            days=form.cleaned_data["days"],
            renames=form.cleaned_data["renames"],
            by=_actor(request),
        )
    except acts.OtherNameError:
        form.add_error("name", _OTHER_NAME[form.cleaned_data["renames"]])
        return _page(request, form, 409, other_name=True)
    except pacing.TooOftenError:
        form.add_error(None, _("That was too many passes within an hour. Please go on a little later."))
        return _page(request, form, 429)
    return redirect("paper_pass", number=row.pk)


@printers_only
@require_safe
def one(request: StaffRequest, number: int) -> HttpResponse:
    """A pass that was printed: the sheet, and the way to withdraw it."""
    row = row_of(request, number)
    context = {
        "row": row,
        "name": _name(row),
        "without_phone": handovers.is_written_down(row.person),
        "now": timezone.now(),
    }
    return render(request, "people/paper_pass.html", context)


@printers_only
@require_safe
def sheet(request: StaffRequest, number: int) -> HttpResponse:
    """The sheet as PDF, with what is on record now."""
    row = row_of(request, number)
    if not row.is_good(timezone.now()):
        return redirect("paper_pass", number=number)
    try:
        made = acts.sheet(row=row, by=_actor(request))
    except EvidenceError:
        messages.error(request, _("The record of this person cannot be read, so no pass can be printed."))
        return redirect("paper_pass", number=number)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="kartu-{row.spelled}.pdf"'
    return response


@printers_only
@require_POST
def withdraw(request: StaffRequest, number: int) -> HttpResponse:
    """End a pass before its time."""
    acts.withdraw(row=row_of(request, number), by=_actor(request))
    messages.success(request, _("The pass is withdrawn. Officers' devices know it when they next reach us."))
    return redirect("paper_pass", number=number)


@printers_only
@require_POST
def hand_over(request: StaffRequest, number: int) -> HttpResponse:
    """A code by which the holder takes the record over on a phone; it is shown once."""
    row = row_of(request, number)
    if not row.is_good(timezone.now()):
        return redirect("paper_pass", number=number)
    try:
        code, until = handovers.issue(row=row, by=_actor(request))
    except handovers.HasPhoneError:
        messages.error(request, _("This person signs in on a phone already."))
        return redirect("paper_pass", number=number)
    except pacing.TooOftenError:
        messages.error(request, _("That was too many codes within an hour. Please go on a little later."))
        return redirect("paper_pass", number=number)
    context = {
        "row": row,
        "name": _name(row),
        "code": code,
        "until": until,
        "sms": config.current().sends_sms,
    }
    return render(request, "people/handover.html", context)


def _actor(request: StaffRequest) -> User:
    """Who prints; of the persons in charge, those alone whose place is in use."""
    user = request.user
    if user.role == Role.PIC and not venues_of(user).filter(state=State.LIVE).exists():
        raise PermissionDenied
    return user


def _within(request: StaffRequest) -> QuerySet[Pass]:
    """The passes printed in the account's region; a PIC's are those that they printed."""
    user = _actor(request)
    rows = Pass.objects.filter(user.region.within(), kind=Pass.Kind.PAPER).select_related("person", "region")
    return rows.filter(issued_by=user.actor) if user.role == Role.PIC else rows


def row_of(request: StaffRequest, number: int) -> Pass:
    """A pass on paper by its number, of those that the account may see; 404 else."""
    return get_object_or_404(_within(request), pk=number)


def _name(row: Pass) -> str:
    """The holder's shortened name; of whom nothing is kept any more, that."""
    return _("Erased record") if row.person.erased_at else names.shortened(str(row.person.name))


def _page(request: StaffRequest, form: PaperForm, status: int, *, other_name: bool = False) -> HttpResponse:
    typed = request.GET.get("number", "").strip()
    rows = _within(request)
    if typed:
        rows = rows.filter(pk=numbers.read(typed) or -1)
    found = [(row, _name(row)) for row in rows[:NEWEST]]
    context = {
        "form": form,
        "other_name": other_name,
        "rows": found,
        "typed": typed[:20],
        "now": timezone.now(),
    }
    return render(request, "people/paper_passes.html", context, status=status)
