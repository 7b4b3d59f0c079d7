"""The trail in the administration: to be read, never changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from gapura.audit import words
from gapura.audit.models import Event
from gapura.common.administration import Known, ReadOnlyAdmin


class OfAct(Known):
    """Events of one act."""

    title = parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every act that can be told."""
        return [(act, act) for act in words.acts()]


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Events, newest first."""

    list_display = ("at", "by", "act", "subject", "address")
    list_filter = (OfAct,)
    # By how they begin, which an index finds among ten years of them.
    search_fields = ("by__startswith", "subject__startswith", "request_id__startswith")
