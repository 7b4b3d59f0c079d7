"""`/c/`: type a code, or scan it with the camera inside the page."""

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gapura.accounts.access import everybody
from gapura.visits import places
from gapura.visits.views.door import no_such_code


# The reader of QR codes for browsers without one of their own is WebAssembly.
@everybody
@csp_update({"script-src": "'wasm-unsafe-eval'"})
@require_safe
def type_code(request: HttpRequest) -> HttpResponse:
    """The form and the scanner; a code that was typed leads to its place."""
    typed = request.GET.get("code", "").strip()
    if not typed:
        return render(request, "visits/type_code.html")
    try:
        return HttpResponseRedirect(f"/c/{places.canonical(typed)}")
    except places.NoSuchCodeError as error:
        return no_such_code(request, typed, error.problem)
