"""`/dinkes/tempat/…/`: a place of a case, how many were there, the decision, how far the messages are."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gapura.accounts import pacing
from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.methods import require_form
from gapura.tracing import deciding, sites, terms
from gapura.tracing.forms import DecisionForm
from gapura.tracing.models import Site
from gapura.tracing.numerals import MOST, in_words
from gapura.tracing.views.records import TOO_OFTEN
from gapura.visits import standings


@roles_only(Role.HEALTH_OFFICER)
@require_form
def site(request: StaffRequest, site_id: UUID) -> HttpResponse:
    """Numbers and a decision; another region's place is not there."""
    found = sites.find(site_id, request.user.region)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, found, DecisionForm(initial={"people": found.people}))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        _decided(request, found, form.cleaned_data)
    except deciding.ChangedError as changed:
        found.people = len(changed.met.days)
        messages.warning(request, _("Meanwhile the number has changed. Look at it and decide again."))
        return redirect("site", site_id=site_id)
    except deciding.UnconfirmedError:
        form.add_error("typed", _("So many people: type the number to show that you mean it."))
        return _page(request, found, form, status=422)
    except deciding.TooManyError:
        messages.error(request, _("So many cannot be told by messages. Make it known in public."))
        return redirect("site", site_id=site_id)
    except pacing.TooOftenError:
        form.add_error(None, str(TOO_OFTEN))
        return _page(request, found, form, status=429)
    except deciding.EndedError:
        messages.warning(request, _("The case was withdrawn, or people are told already."))
        return redirect("cases")
    return redirect("site", site_id=site_id)


def _decided(request: StaffRequest, found: Site, given: dict[str, Any]) -> None:
    if given["decision"] == Site.Decision.LEAVE:
        deciding.leave(site=found, reason=given["reason"], by=request.user)
        messages.success(request, _("Noted: nobody is told."))
        return
    deciding.tell(
        site=found,
        people=given["people"],
        typed=given["typed"],
        reason=given["reason"],
        by=request.user,
    )
    messages.success(request, _("They are being told now."))


def _page(request: StaffRequest, found: Site, form: DecisionForm, status: int = 200) -> HttpResponse:
    people, progress = found.people, sites.progress(found)
    counted_since = people > progress.told + progress.waiting
    context = {
        "site": found,
        "own": request.user.region.covers(found.case.region),
        "form": form,
        "words": in_words(people, standings.language()) if people <= MOST else "",
        "brake": people > terms.current().brake,
        "progress": progress,
        "others": progress.others,
        "more": counted_since and found.case.withdrawn_at is None,
        "terms": terms.current(),
    }
    return render(request, "tracing/site.html", context, status=status)
