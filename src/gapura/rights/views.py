"""`/saya/salinan/`: a visitor downloads what is kept about them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gapura.accounts.access import visitors_only
from gapura.people.requests import SignedInRequest
from gapura.people.views.possession import is_shown, possession_first
from gapura.rights import copying, terms

FORM_AND_POST = ["GET", "HEAD", "POST"]


@visitors_only
@require_http_methods(FORM_AND_POST)
@possession_first
def copy(request: SignedInRequest) -> HttpResponse:
    """What is in the file, how long each thing is kept, and the file itself."""
    if request.method != "POST":
        context = {"terms": terms.kept(), "shown": is_shown(request)}
        return render(request, "rights/copy.html", context)
    response = HttpResponse(copying.make(by=request.visitor), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="gapura-{timezone.localdate()}.json"'
    response["Cache-Control"] = "no-store"
    return response
