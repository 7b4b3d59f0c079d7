"""The reviewer's pages: ask for a ranking, look at the draft, give notice, publish, archive."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.models import User
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.common.methods import require_form
from gapura.common.moves import MoveError
from gapura.common.paging import asked_page
from gapura.mail.models import Message
from gapura.oversight.holidays.models import Holiday
from gapura.oversight.ranking import acts
from gapura.oversight.ranking.forms import AskForm, ReasonForm
from gapura.oversight.ranking.lists import Lists, lists
from gapura.oversight.ranking.models import Ranking
from gapura.oversight.ranking.states import State
from gapura.oversight.ranking.views.public import entry_page, ranking_file
from gapura.oversight.scope import rankings_of

PER_PAGE = 30


@roles_only(Role.REVIEWER)
@never_cache
@require_form
def overview(request: StaffRequest) -> HttpResponse:
    """Every ranking of the own region, and the form for another."""
    user = request.user
    form = AskForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        try:
            ranking = acts.ask(by=user, **form.cleaned_data)
        except acts.AskError as error:
            form.explain(error)
        else:
            return redirect("review_ranking", ranking_id=ranking.pk)
    page = asked_page(request, rankings_of(user), PER_PAGE)
    context = {"form": form, "page": page}
    return render(request, "oversight/compliance/review.html", context, status=422 if form.errors else 200)


@roles_only(Role.REVIEWER)
@never_cache
@require_safe
def file(request: StaffRequest, ranking_id: UUID, ending: str) -> HttpResponse:
    """The rows of a ranking as CSV or XLSX, wherever it stands."""
    return ranking_file(_found(request, ranking_id), ending)


@roles_only(Role.REVIEWER)
@never_cache
@require_safe
def show(request: StaffRequest, ranking_id: UUID) -> HttpResponse:
    """One ranking wherever it stands, with what can be done next."""
    return _page(request, _found(request, ranking_id), ReasonForm())


@roles_only(Role.REVIEWER)
@never_cache
@require_safe
def entry(request: StaffRequest, ranking_id: UUID, entry_id: UUID) -> HttpResponse:
    """The arithmetic of one row, of a draft too."""
    return entry_page(request, _found(request, ranking_id), entry_id, small_counts=True)


@roles_only(Role.REVIEWER)
@require_POST
def notify(request: StaffRequest, ranking_id: UUID) -> HttpResponse:
    """Tell those concerned."""
    done = _("Those concerned are told. They can reply until the term ends.")
    return _moved(request, ranking_id, acts.notify, done)


@roles_only(Role.REVIEWER)
@require_POST
def publish(request: StaffRequest, ranking_id: UUID) -> HttpResponse:
    """Show it to everybody."""
    return _moved(request, ranking_id, acts.publish, _("The ranking is public, with the replies."))


@roles_only(Role.REVIEWER)
@require_POST
def archive(request: StaffRequest, ranking_id: UUID) -> HttpResponse:
    """Freeze it for good."""
    return _moved(request, ranking_id, acts.archive, _("The ranking is archived for good."))


@roles_only(Role.REVIEWER)
@require_POST
def discard(request: StaffRequest, ranking_id: UUID) -> HttpResponse:
    """Give it up before it is published."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, _found(request, ranking_id), form, status=422)

    def act(*, ranking: Ranking, by: User) -> object:
        return acts.discard(ranking=ranking, reason=form.cleaned_data["reason"], by=by)

    return _moved(request, ranking_id, act, _("The ranking is discarded."))


def _moved(request: StaffRequest, ranking_id: UUID, act: Callable[..., object], done: str) -> HttpResponse:
    try:
        act(ranking=_found(request, ranking_id), by=request.user)
        messages.success(request, done)
    except MoveError as error:
        words = _("Nothing was done: the ranking is %(state)s by now.")
        messages.warning(request, words % {"state": State(error.state).label})
    except acts.NotHeardError:
        messages.warning(request, _("Not yet: some can still reply, and the term has not ended."))
    return redirect("review_ranking", ranking_id=ranking_id)


def _found(request: StaffRequest, ranking_id: UUID) -> Ranking:
    return get_object_or_404(rankings_of(request.user), pk=ranking_id)


def _page(request: HttpRequest, ranking: Ranking, form: ReasonForm, status: int = 200) -> HttpResponse:
    both = lists(ranking)
    context: dict[str, Any] = {
        "ranking": ranking,
        "lists": both,
        "messages_of": _mail_states(both),
        "heard": acts.heard(ranking),
        "beside": _beside(ranking),
        "new_holidays": _new_holidays(ranking),
        "form": form,
        "entries": trail.events_about(ranking.subject, before=request.GET.get("before")),
        "zone": ranking.region.time_zone,
    }
    answer = render(request, "oversight/compliance/review_ranking.html", context, status=status)
    if ranking.state == State.PREPARING:
        answer["Refresh"] = "2"
    return answer


def _beside(ranking: Ranking) -> Ranking | None:
    """The ranking beside which this one tells few days, while there is something to decide."""
    undecided = ranking.state in (State.PREPARING, State.DRAFT, State.NOTICE)
    return acts.clash(ranking) if undecided else None


def _new_holidays(ranking: Ranking) -> int:
    """How many holidays of its days were entered since it was worked out, while it can be given up."""
    if ranking.state not in (State.DRAFT, State.NOTICE):
        return 0
    days = (ranking.since, ranking.until)
    found = Holiday.objects.filter(day__range=days, entered_at__gt=ranking.frozen_at).select_related("region")
    return sum(each.region.covers(ranking.region) or ranking.region.covers(each.region) for each in found)


def _mail_states(both: Lists) -> list[tuple[str, int]]:
    """How many messages to those concerned are in which state."""
    about = [f"rank_entry:{row.entry.pk}" for row in (*both.worst, *both.best)]
    counted: dict[str, int] = {}
    for message in Message.objects.filter(about__in=about).only("state"):
        label = str(message.get_state_display())
        counted[label] = counted.get(label, 0) + 1
    return sorted(counted.items())
