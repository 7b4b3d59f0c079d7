"""Venues in the administration: to be read; they are changed by acts, each with its trail."""

from django.contrib import admin

from gapura.common.administration import ReadOnlyAdmin
from gapura.venues.models import Post, Venue


@admin.register(Venue)
class VenueAdmin(ReadOnlyAdmin):
    """Venues by name."""

    list_display = ("name", "category", "region_id", "capacity", "state")
    list_filter = ("category", "state")
    search_fields = ("name", "region__code")


@admin.register(Post)
class PostAdmin(ReadOnlyAdmin):
    """Who is PIC or officer where."""

    list_display = ("user", "venue", "since")
    list_select_related = ("user", "venue")
