"""Jobs in the administration: what waits, runs or has failed; it can be tried again, or called off."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from procrastinate.contrib.django.admin import ProcrastinateJobAdmin
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from gapura.common.paging import LongPaginator

LONGEST = 2000
"""Characters that are shown of what a job was given."""

# Its own pages are styled in their elements, which our Content-Security-Policy refuses.
admin.site.unregister(ProcrastinateJob)


class Events(admin.TabularInline):  # type: ignore[type-arg]
    """What happened to one job, and when."""

    model = ProcrastinateEvent
    fields = readonly_fields = ("at", "type")
    ordering = ("at",)
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Events come from what happens."""
        return False


@admin.register(ProcrastinateJob)
class JobAdmin(ProcrastinateJobAdmin):
    """Jobs with what they were given and what became of them last."""

    fields = [
        "id", "task_name", "given", "status", "queue_name", "lock", "queueing_lock", "priority",
        "scheduled_at", "attempts",
    ]  # fmt: skip
    list_display = ["id", "task_name", "given", "status", "attempts", "scheduled_at", "last_event"]
    list_filter = ["status", "queue_name", "task_name"]
    inlines = [Events]
    show_full_result_count = False
    paginator = LongPaginator

    @admin.display(description="given")
    def given(self, job: ProcrastinateJob) -> SafeString:
        """The job's arguments as JSON."""
        return format_html("<pre>{}</pre>", json.dumps(job.args, indent=1)[:LONGEST])

    @admin.display(description="last event")
    def last_event(self, job: ProcrastinateJob) -> str:
        """What happened to it last, and how long ago."""
        event = next(iter(job.procrastinateevent_set.all()), None)  # newest first, and fetched with the list
        return f"{event.type}, {timesince(event.at)}" if event and event.at else ""
