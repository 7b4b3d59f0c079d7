"""`/admin/gate/`: how the gates have done in the last hour, for the operator."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gapura.accounts.access import roles_only
from gapura.accounts.roles import Role
from gapura.visits import watching


@roles_only(Role.OPERATOR)
@require_safe
def last_hour(request: HttpRequest) -> HttpResponse:
    """Answers by minute, refusals of our own making, every gate process and its stages."""
    now = timezone.now()
    context = {
        **admin.site.each_context(request),
        "title": _("The gates' last hour"),
        "hour": watching.last_hour(now),
        "now": now,
    }
    return render(request, "visits/last_hour.html", context)
