"""Messages in the administration: what became of them, never whom they went to or what they said."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapura.common.administration import Known, ReadOnlyAdmin
from gapura.mail.history import dead_letters
from gapura.mail.models import UNDER_WAY, Delivery, Message
from gapura.mail.rendering import templates

LONG = timedelta(hours=1)


class NeedsSomebody(admin.SimpleListFilter):
    """Dead letters, and what has been waiting here for long."""

    title = _("needs somebody")
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The two lists."""
        return [("dead", _("bounced, and not sent again")), ("late", _("waiting here for more than an hour"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        """Only one of them, where asked."""
        if self.value() == "dead":
            return queryset.filter(pk__in=dead_letters().order_by().values("pk"))
        if self.value() == "late":
            before = timezone.now() - LONG
            return queryset.filter(handed_over_at=None, created_at__lt=before, state__in=UNDER_WAY)
        return queryset


class OfTemplate(Known):
    """Messages from one template."""

    title = parameter_name = "template"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every template that there is."""
        return [(name, name) for name in templates()]


class Steps(admin.TabularInline):  # type: ignore[type-arg]
    """The steps of one message's way."""

    model = Delivery
    fields = readonly_fields = ("at", "state", "bounce", "until", "detail")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Steps come from what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What happened, happened."""
        return False


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """Messages with their delivery state, for finding out why mail is late, and the list of dead letters."""

    list_display = ("created_at", "channel", "template", "about", "state", "bounce", "tries", "reply")
    list_filter = (NeedsSomebody, "state", "bounce", "channel", OfTemplate)
    search_fields = ("=about",)
    fields = (
        "id", "channel", "template", "language", "about", "again_of", "state", "bounce", "reply", "tries",
        "created_at", "state_at", "next_try_at", "handed_over_at", "opened_at", "forgotten_at",
    )  # fmt: skip
    inlines = (Steps,)
