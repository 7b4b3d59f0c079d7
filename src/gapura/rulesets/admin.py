"""Pins in the administration: to be read; a reviewer sets them."""

from django.contrib import admin

from gapura.common.administration import ReadOnlyAdmin
from gapura.rulesets.models import Pin


@admin.register(Pin)
class PinAdmin(ReadOnlyAdmin):
    """Pins, open ones and ended."""

    list_display = ("region_id", "ruleset", "pinned_by", "pinned_at", "ended_at")
