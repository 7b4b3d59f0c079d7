"""Importing a sheet of applications: choose it, see what is wrong, import the rest."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.methods import require_form
from gapura.registration.coordinating import batches, workbooks
from gapura.registration.coordinating.files import ChosenFiles
from gapura.registration.coordinating.forms import SheetForm, sheet_defaults
from gapura.registration.coordinating.geography import Geography
from gapura.registration.coordinating.words import column_label
from gapura.registration.models import Batch, Document

RECENT = 5


@roles_only(Role.COORDINATOR)
@require_form
def upload(request: StaffRequest) -> HttpResponse:
    """Choose a sheet; it is looked at, and nothing is handed in yet."""
    if request.method != "POST":
        return _form_page(request, SheetForm(initial=sheet_defaults()))
    form = SheetForm(request.POST, request.FILES)
    files = ChosenFiles(request.POST.get("kept", ""))
    good, wanted = form.is_valid(), form.cleaned_data
    letter = wanted.get("document")
    if not good:
        files.keep([letter] if letter else [])
        return _form_page(request, form, files, 422)
    kept = files.taken(Document.Kind.LETTER)
    batch = batches.order(
        body=wanted["body"],
        name=wanted["sheet"].name or "",
        letter=letter or kept,
        defaults=wanted["defaults"],
        language=get_language() or "id",
        by=request.user,
    )
    return redirect("coordinator_batch", batch_id=batch.pk)


@roles_only(Role.COORDINATOR)
@never_cache
@require_safe
def show(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """How far it is; then what becomes, or became, of each row."""
    batch = _own(request, batch_id)
    verdicts = batches.verdicts_of(batch)
    groups = {
        state: [each for each in verdicts if each.state == state]
        for state in ("unfit", "fit", "made", "known")
    }
    working = batch.state in (Batch.State.READING, Batch.State.IMPORTING)
    context = {"tab": "import", "batch": batch, "groups": groups, "lists": _lists(groups), "working": working}
    answer = render(request, "registration/coordinator_batch.html", context)
    if working:
        answer["Refresh"] = "2"
    return answer


@roles_only(Role.COORDINATOR)
@require_POST
def start(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Import the rows that are fit."""
    batch = _own(request, batch_id)
    if not batches.start(batch=batch, by=request.user):
        messages.warning(request, _("This list is being imported already, or was."))
    return redirect("coordinator_batch", batch_id=batch_id)


@roles_only(Role.COORDINATOR)
@never_cache
@require_safe
def to_correct(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """The rows that were refused, each with its reasons, to be put right and sent again."""
    batch = _own(request, batch_id)
    refused = {each.row: each for each in batches.verdicts_of(batch) if each.state == "unfit"}
    if not refused:
        raise Http404
    sheet = batches.readable(bytes(batch.sheet))
    rows = [(number, cells, _why(refused[number])) for number, cells in sheet.rows if number in refused]
    return _file(workbooks.to_correct(sheet.header, rows), "perbaiki.xlsx")


@roles_only(Role.COORDINATOR)
@require_safe
def template(request: StaffRequest) -> HttpResponse:
    """An empty sheet to fill in, with the region's own kecamatan and villages to choose from."""
    return _file(workbooks.template(Geography(request.user.region)), "templat-permohonan.xlsx")


def _lists(groups: dict[str, list[batches.Verdict]]) -> list[tuple[list[batches.Verdict], str]]:
    return [
        (groups["made"], _("Handed in")),
        (groups["fit"], _("Can be imported")),
        (groups["known"], _("Known already")),
    ]


def _form_page(
    request: StaffRequest, form: SheetForm, files: ChosenFiles | None = None, status: int = 200
) -> HttpResponse:
    recent = Batch.objects.filter(asked_by=request.user).defer("sheet", "result")[:RECENT]
    context = {"tab": "import", "form": form, "files": files, "recent": recent}
    return render(request, "registration/coordinator_import.html", context, status=status)


def _own(request: StaffRequest, batch_id: UUID) -> Batch:
    return get_object_or_404(Batch, pk=batch_id, asked_by=request.user)


def _why(verdict: batches.Verdict) -> str:
    return " ".join(f"{column_label(field)}: {words}" for field, _code, words in verdict.problems)


def _file(body: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=workbooks.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
