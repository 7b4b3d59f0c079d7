"""Messages in the administration: what became of them, never whom they went to or what they said."""

from django.contrib import admin

from gapura.common.administration import ReadOnlyAdmin
from gapura.mail.models import Message


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """Messages with their delivery state, for finding out why mail is late."""

    list_display = ("created_at", "channel", "template", "state", "tries", "reply")
    list_filter = ("state", "channel", "template")
    fields = ("id", "channel", "template", "language", "state", "reply", "tries", "created_at", "state_at")
    show_full_result_count = False
