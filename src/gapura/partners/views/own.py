"""`/saya/aplikasi/`: the apps that a visitor has linked, and their end."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from gapura.accounts.access import visitors_only
from gapura.partners import scopes
from gapura.partners.acts import links
from gapura.partners.scopes import Scope
from gapura.people.requests import SignedInRequest

MOST = 100
"""Apps that are shown at once."""


_USES = {
    Scope.CHECK_IN.value: gettext_lazy("check-in"),
    Scope.CHECK_OUT.value: gettext_lazy("check-out"),
    Scope.COLOUR.value: gettext_lazy("colour asked for"),
}


@visitors_only
@require_safe
def apps(request: SignedInRequest) -> HttpResponse:
    """Each app with what it may do, since when, and how often and when it last did."""
    shown = [
        {"link": link, "allowed": scopes.read(link.scopes), "last": _USES.get(link.last_use, "")}
        for link in links.of(request.visitor)[:MOST]
    ]
    return render(request, "partners/apps.html", {"apps": shown})


@visitors_only
@require_POST
def unlink(request: SignedInRequest, link_id: UUID) -> HttpResponse:
    """End one link at once."""
    name = links.unlink(link_id=link_id, by=request.visitor)
    if name is None:
        raise Http404
    said = _("%(app)s is unlinked. It can do nothing for you any more.") % {"app": name}
    messages.success(request, said)
    return HttpResponseRedirect(reverse("my_apps"))
