"""Regions in the administration: the PPKM level is set here."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest

from gapura.audit.trail import Actor, record
from gapura.regions.models import Region


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Regions by code; only the PPKM level changes."""

    list_display = ("code", "name", "level", "ppkm_level")
    list_filter = ("level", "ppkm_level")
    search_fields = ("code", "name")
    fields = ("code", "name", "level", "ppkm_level")
    readonly_fields = ("code", "name", "level")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Regions come from the official list."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Region | None = None) -> bool:
        """Regions stay."""
        return False

    def save_model(self, request: HttpRequest, obj: Region, form: Any, change: bool) -> None:
        """Change the level, and write into the trail from what to what."""
        super().save_model(request, obj, form, change)
        if "ppkm_level" in form.changed_data:
            before, level = form.initial["ppkm_level"] or "–", obj.ppkm_level or "–"
            subject = f"region:{obj.code}"
            record("regions.ppkm", by=cast(Actor, request.user), subject=subject, before=before, level=level)
