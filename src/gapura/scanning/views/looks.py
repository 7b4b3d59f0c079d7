"""`/saya/dilihat/`: who looked the visitor up, when and for what."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gapura.accounts.access import visitors_only
from gapura.audit import trail
from gapura.people.requests import SignedInRequest

ACTS = {
    *("scanning.look", "scanning.proof"),
    *("people.print_pass", "people.print_sheet", "people.print_missed"),
    *("people.issue_handover", "people.take_over"),
}


@visitors_only
@require_safe
def looks(request: SignedInRequest) -> HttpResponse:
    """Every look at this person's record by staff, newest first."""
    story = trail.events_about(
        f"person:{request.visitor.pk}", full=False, acts=ACTS, before=request.GET.get("before")
    )
    return render(request, "scanning/looks.html", {"entries": story[::-1], "story": story})
