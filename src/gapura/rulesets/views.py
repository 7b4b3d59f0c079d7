"""Rule sets in words for everybody, and the reviewer's page where one is pinned to a region."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.access import everybody, roles_only
from gapura.accounts.models import User
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.core.policy import Language, in_force, load_all
from gapura.rulesets import acts
from gapura.rulesets.forms import PinForm, UnpinForm
from gapura.rulesets.models import Pin
from gapura.rulesets.wording import RuleSetWords, in_words


@everybody
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule set in words, which one holds today, and the pins with their reasons."""
    pins = _open_pins().order_by("region_id")
    return render(request, "rulesets/rules.html", {"pins": pins, **_rulesets()})


@roles_only(Role.REVIEWER)
@require_safe
def review(request: StaffRequest) -> HttpResponse:
    """The reviewer's page of rule sets: what holds where and why, and the form to pin."""
    return render(request, "rulesets/review.html", _review(request))


@roles_only(Role.REVIEWER)
@require_POST
def pin(request: StaffRequest) -> HttpResponse:
    """Pin a rule set to a region within the reviewer's own."""
    form = PinForm(request.POST, region=request.user.region)
    if not form.is_valid():
        return render(request, "rulesets/review.html", {**_review(request), "form": form}, status=422)
    wanted = form.cleaned_data
    acts.pin(region=wanted["region"], ruleset=wanted["ruleset"], reason=wanted["reason"], by=request.user)
    messages.success(request, _("The rule set is pinned; it holds at every door within two seconds."))
    return redirect("review_rulesets")


@roles_only(Role.REVIEWER)
@require_POST
def unpin(request: StaffRequest, pin_id: int) -> HttpResponse:
    """End a pin within the reviewer's own region."""
    own = _open_pins().filter(request.user.region.within())
    found = get_object_or_404(own, pk=pin_id)
    form = UnpinForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A reason is needed to end a pin."))
        return redirect("review_rulesets")
    try:
        acts.unpin(region=found.region, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The pin has ended."))
    except acts.PinError:
        messages.warning(request, _("Somebody has ended this pin already."))
    return redirect("review_rulesets")


def _review(request: StaffRequest) -> dict[str, Any]:
    region = request.user.region
    return {
        "pins": _open_pins().filter(region.within()),
        "above": _above(request.user),
        "ended": Pin.objects.filter(region.within(), ended_at__isnull=False)
        .select_related("region")
        .order_by("-ended_at")[:10],
        "form": PinForm(region=region),
        **_rulesets(),
    }


def _above(user: User) -> Pin | None:
    """A pin over the reviewer's whole region that only somebody higher up can end."""
    found = acts.pin_of(user.region)
    return found if found is not None and not user.region.covers(found.region) else None


def _open_pins() -> QuerySet[Pin]:
    return Pin.objects.filter(ended_at=None).select_related("region")


def _rulesets() -> dict[str, Any]:
    language: Language = "en" if get_language() == "en" else "id"
    today = timezone.localdate()
    words: list[RuleSetWords] = [in_words(each, language) for each in reversed(load_all())]
    return {"rulesets": words, "dated": in_force(today).id}
