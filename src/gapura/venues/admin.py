"""Venues in the administration: to be read; they are changed by acts, each with its trail."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from gapura.common.administration import Known, ReadOnlyAdmin
from gapura.venues.categories import CATEGORIES
from gapura.venues.models import Post, Venue


class OfCategory(Known):
    """Venues of one kind."""

    title = parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Every kind of place."""
        return [(category.code, category.label) for category in CATEGORIES.values()]


@admin.register(Venue)
class VenueAdmin(ReadOnlyAdmin):
    """Venues by name."""

    list_display = ("name", "category", "region_id", "capacity", "state")
    list_filter = (OfCategory, "state")
    search_fields = ("name", "region__code")


@admin.register(Post)
class PostAdmin(ReadOnlyAdmin):
    """Who is PIC or officer where."""

    list_display = ("user", "venue", "since")
    list_select_related = ("user", "venue")
