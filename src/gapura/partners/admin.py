"""Partners in the administration: a list that leads to the pages of `views.operating`."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from gapura.common.administration import LongAdmin, ReadOnlyAdmin
from gapura.partners.models import Partner, WebhookCall


@admin.register(WebhookCall)
class WebhookCallAdmin(ReadOnlyAdmin):
    """What partners were told, and what became of it."""

    list_display = ("created_at", "partner", "kind", "state", "tries", "reply", "next_try_at")
    list_filter = ("state", "kind")
    list_select_related = ("partner",)


@admin.register(Partner)
class PartnerAdmin(LongAdmin):
    """Partners by name."""

    list_display = ("name", "organisation", "scopes", "created", "suspended_at")
    search_fields = ("name", "organisation")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The trail names partners for ever; they are suspended, not deleted."""
        return False
