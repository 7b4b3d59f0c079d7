"""Posters to download: one door's or one venue's at once, a whole region's by a job with a progress bar."""

from uuid import UUID

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts import pacing
from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import PLACES, Role
from gapura.venues import acts, press
from gapura.venues.forms import PosterForm, PrintingForm
from gapura.venues.models import Printing, State
from gapura.venues.posters import LongAddressError, PosterData, render_posters
from gapura.venues.printing import posters_of
from gapura.venues.scope import venues_of

_PROBLEMS: dict[str, object] = {
    Printing.Problem.ADDRESS: gettext_lazy(
        "The address of this site is too long for the code on a poster. Please tell the operator: it needs a"
        " shorter one."
    ),
    Printing.Problem.ROOM: gettext_lazy(
        "The server has no room left on its disk. Please tell the operator, and order the posters again then."
    ),
    Printing.Problem.NONE: gettext_lazy("No place of the region has a door in use any more."),
    Printing.Problem.TOO_MANY: gettext_lazy(
        "Doors have been added, and there are too many posters for one PDF now. Please choose the ZIP."
    ),
    Printing.Problem.FAULT: gettext_lazy(
        "The server failed at it. Please order them again; if that fails, too, tell the operator."
    ),
}


@roles_only(Role.PIC, Role.COORDINATOR)
@require_safe
def of_venue(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """Every door's poster of one venue as PDF; `?door=2` for one, `size` and `language` as the form says."""
    live = venues_of(request.user).filter(state=State.LIVE).select_related("region__parent__parent")
    venue = get_object_or_404(live.prefetch_related("numbers", "doors"), pk=venue_id)
    posters = posters_of(venue)
    door = request.GET.get("door", "")
    if door:
        numbers = [str(each.number) for each in venue.doors.all() if each.withdrawn_at is None]
        posters = [poster for poster, number in zip(posters, numbers, strict=True) if number == door]
    form = PosterForm(request.GET)
    if not posters or not form.is_valid():
        raise Http404
    try:
        answer = _pdf(posters, form.cleaned_data["size"], form.cleaned_data["language"])
    except LongAddressError:
        messages.error(request, str(_PROBLEMS[Printing.Problem.ADDRESS]))
        return redirect(PLACES[request.user.role])
    acts.note_printed(venues=[venue], by=request.user, doors=len(posters), size=form.cleaned_data["size"])
    return answer


def _pdf(posters: list[PosterData], size: str, language: str) -> HttpResponse:
    body = render_posters(posters, size=size, language=language)  # type: ignore[arg-type]
    name = f"poster-{posters[0].code if len(posters) == 1 else posters[0].code[:6]}-{size}.pdf"
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@roles_only(Role.COORDINATOR)
@require_POST
def order(request: StaffRequest) -> HttpResponse:
    """Have the posters of the whole region made."""
    form = PrintingForm(request.POST)
    if not form.is_valid():
        return render(request, "venues/order.html", {"printing_form": form}, status=422)
    wanted = form.cleaned_data
    try:
        asked = press.order(
            form=wanted["form"], size=wanted["size"], language=wanted["language"], by=request.user
        )
    except press.NothingError:
        form.add_error(None, _("No place of the region has a door in use yet: there is no poster to print."))
        return render(request, "venues/order.html", {"printing_form": form}, status=422)
    except press.TooManyError as error:
        form.add_error("form", _too_many(wanted["form"], error.most))
        return render(request, "venues/order.html", {"printing_form": form}, status=422)
    except pacing.TooOftenError:
        form.add_error(
            None,
            _("Posters of the whole region were asked for %(times)d times today. Please go on tomorrow.")
            % {"times": press.ORDERS_A_DAY},
        )
        return render(request, "venues/order.html", {"printing_form": form}, status=429)
    return redirect("printing", printing_id=asked.pk)


@roles_only(Role.COORDINATOR)
@require_safe
def progress(request: StaffRequest, printing_id: UUID) -> HttpResponse:
    """How far the posters are; the page asks again by itself until they are ready."""
    asked = _own(request, printing_id)
    problem = _PROBLEMS.get(asked.problem, _PROBLEMS[Printing.Problem.FAULT]) if asked.problem else ""
    answer = render(request, "venues/printing.html", {"printing": asked, "problem": problem})
    if asked.finished_at is None:
        answer["Refresh"] = "2"
    return answer


@roles_only(Role.COORDINATOR)
@require_safe
def download(request: StaffRequest, printing_id: UUID) -> FileResponse:
    """The finished file, for whoever asked for it."""
    asked = _own(request, printing_id)
    path = press.path_of(asked)
    if asked.finished_at is None or asked.problem or not path.is_file():
        raise Http404
    press.note_downloaded(asked=asked, by=request.user)
    name = f"poster-{asked.region_id}-{asked.size}.{asked.form}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


def _too_many(form: str, most: int) -> str:
    words = (
        _("The region has more than %(most)s posters, too many for one PDF. Please choose the ZIP.")
        if form == Printing.Form.PDF
        else _(
            "The region has more than %(most)s places, too many for one file."
            " Have the posters made by the coordinators of its parts."
        )
    )
    return words % {"most": intcomma(most)}


def _own(request: StaffRequest, printing_id: UUID) -> Printing:
    return get_object_or_404(Printing.objects.select_related("region"), pk=printing_id, asked_by=request.user)
