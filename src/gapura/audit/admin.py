"""The trail in the administration: to be read, never changed."""

from django.contrib import admin

from gapura.audit.models import Event
from gapura.common.administration import ReadOnlyAdmin


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Events, newest first."""

    list_display = ("at", "by", "act", "subject", "address")
    list_filter = ("act",)
    search_fields = ("by", "subject", "request_id")
    show_full_result_count = False
