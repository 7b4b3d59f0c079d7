"""Accounts in the administration, without a way to see or set a password or a second factor by hand."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from gapura.accounts.acts import close_account
from gapura.accounts.models import User
from gapura.audit.trail import record
from gapura.common.administration import LongAdmin


@admin.register(User)
class UserAdmin(LongAdmin):
    """Accounts can be renamed, moved and closed here; new ones are made by an act."""

    list_display = ("username", "name", "role", "region_id", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("username", "name")
    fields = ("username", "name", "role", "region", "is_active", "last_login", "date_joined")
    readonly_fields = ("username", "role", "last_login", "date_joined")
    raw_id_fields = ("region",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Somebody is invited to an account: `gapura accounts invite`, or by a person in charge."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The trail names accounts for ever; they are closed, not deleted."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Change, and write into the trail what was changed."""
        super().save_model(request, obj, form, change)
        assert isinstance(request.user, User)
        record("account.change", by=request.user, subject=obj.actor, fields=form.changed_data)
        if "is_active" in form.changed_data and not obj.is_active:
            close_account(user=obj, reason="closed in the administration", by=request.user)
