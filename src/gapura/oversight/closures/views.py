"""The page of a place's closures: state one, take one back; for its PIC and its coordinator."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gapura.accounts.access import roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.audit.words import actors
from gapura.common.methods import require_form
from gapura.oversight.closures.acts import BACK, ClosureError, left_to, state_closure, take_back
from gapura.oversight.closures.forms import ClosureForm
from gapura.oversight.closures.models import Closure
from gapura.venues.views.own_venue import shared, venue_of

SHOWN = 50


@roles_only(Role.PIC, Role.COORDINATOR)
@require_form
def overview(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """The days on which the place is closed, and the form for more."""
    venue, user = venue_of(request, venue_id), request.user
    form = ClosureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            state_closure(venue=venue, by=user, **form.cleaned_data)
        except ClosureError as error:
            form.explain(error, Role(user.role))
        else:
            messages.success(request, _("Noted: nobody is expected on these days."))
            return redirect("closures", venue_id=venue_id)
    closures = list(Closure.objects.filter(venue=venue).select_related("venue")[:SHOWN])
    who = actors(closure.stated_by for closure in closures)
    context = {
        **shared(request, venue, "compliance"),
        "form": form,
        "closures": [
            (closure, who[closure.stated_by], left_to(closure, Role(user.role))) for closure in closures
        ],
    }
    return render(request, "oversight/compliance/closures.html", context, status=422 if form.errors else 200)


@roles_only(Role.PIC, Role.COORDINATOR)
@require_POST
def remove(request: StaffRequest, venue_id: UUID, closure_id: int) -> HttpResponse:
    """Take back what is left of a closure; whoever presses twice is told the same."""
    venue = venue_of(request, venue_id)
    closure = Closure.objects.filter(pk=closure_id).first()
    try:
        if closure is not None:
            if closure.venue_id != venue.pk:
                raise Http404
            take_back(closure=closure, by=request.user)
    except Closure.DoesNotExist:
        pass  # the first press has done it
    except ClosureError as error:
        messages.error(request, _too_late(error))
        return redirect("closures", venue_id=venue_id)
    messages.success(request, _("Taken back: the place counts as open on these days."))
    return redirect("closures", venue_id=venue_id)


def _too_late(error: ClosureError) -> str:
    if error.problem == "begun":
        return _(
            "Days that have begun stay closed; only a slip of today can be taken back at once. "
            "If the place was open after all, ask your coordinator."
        )
    return _("This can be taken back up to %(days)d days later.") % {"days": BACK[Role.COORDINATOR].days}
