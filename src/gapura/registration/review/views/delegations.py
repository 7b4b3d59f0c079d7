"""Delegation: the nation's reviewer hands regions to regional reviewers, who see what is left of today."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gapura.accounts.access import roles_only
from gapura.accounts.models import User
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.methods import require_form
from gapura.registration.acts import delegating
from gapura.registration.acts.delegating import DelegationError
from gapura.registration.limits import used_today
from gapura.registration.models import Delegation
from gapura.registration.review.forms import DelegationForm
from gapura.registration.review.words import delegation_problem
from gapura.registration.scope import delegations_of, is_national

OVER_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Share:
    """A delegation and what of today's limit is used."""

    delegation: Delegation
    used: int

    @property
    def left(self) -> int:
        """How many decisions of today are left."""
        return max(self.delegation.daily_limit - self.used, 0)


def allowance(user: User) -> list[Share] | None:
    """What was delegated to a regional reviewer; None for the nation's reviewer, who needs no delegation."""
    return None if is_national(user) else shares(delegations_of(user))


def shares(found: QuerySet[Delegation]) -> list[Share]:
    """Delegations with what of today's limit is used; two statements."""
    delegations = list(found)
    used = used_today(delegations)
    return [Share(each, used[each.pk]) for each in delegations]


@roles_only(Role.REVIEWER)
@never_cache
@require_form
def overview(request: StaffRequest) -> HttpResponse:
    """The delegations that hold, those that are over, and for the nation's reviewer the form for another."""
    if request.method != "POST":
        return _page(request, DelegationForm() if is_national(request.user) else None)
    if not is_national(request.user):
        raise PermissionDenied
    form = DelegationForm(request.POST)
    if form.is_valid() and _delegate(form, request.user):
        messages.success(request, _("It is delegated from now on."))
        return redirect("review_delegations")
    return _page(request, form, status=422)


@roles_only(Role.REVIEWER)
@require_POST
def end(request: StaffRequest, delegation_id: int) -> HttpResponse:
    """End a delegation at once."""
    if not is_national(request.user):
        raise PermissionDenied
    found = get_object_or_404(Delegation, pk=delegation_id)
    try:
        delegating.end(delegation=found, by=request.user)
        messages.success(request, _("The delegation has ended."))
    except DelegationError:
        messages.info(request, _("This delegation had ended already."))
    return redirect("review_delegations")


def _delegate(form: DelegationForm, by: User) -> bool:
    wanted = form.cleaned_data
    region = wanted.pop("region") or wanted["reviewer"].region
    try:
        delegating.delegate(**wanted, region=region, by=by)
    except DelegationError as error:
        form.add_error(*delegation_problem(error))
        return False
    return True


def _page(request: StaffRequest, form: DelegationForm | None, status: int = 200) -> HttpResponse:
    everything = Delegation.objects.select_related("region", "reviewer__region", "made_by")
    if not is_national(request.user):
        everything = everything.filter(reviewer=request.user)
    holds = Q(ended_at=None, until__gte=timezone.localdate())
    context: dict[str, Any] = {
        "form": form,
        "shares": shares(everything.filter(holds)),
        "over": everything.exclude(holds)[:OVER_SHOWN],
    }
    return render(request, "registration/review_delegations.html", context, status=status)
