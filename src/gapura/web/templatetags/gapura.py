"""Pieces of a page: a colour's badge, a form's field, and words for what the database keeps as codes."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.forms import BoundField
from django.utils.timezone import localtime

from gapura.common.times import day_and_time, pointed, with_zone
from gapura.regions.models import Level
from gapura.venues.categories import label_of
from gapura.venues.models import Venue
from gapura.web.words import COLOURS, DECISIONS

register = template.Library()


@register.inclusion_tag("web/badge.html")
def badge(colour: str) -> dict[str, object]:
    """A colour as colour, shape and word."""
    return {"colour": colour, "word": COLOURS.get(colour, colour)}


@register.inclusion_tag("web/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """A form's field with its label, hint and errors, tied together for screen readers.

    The first field that is wrong takes the focus, unless a list of what is wrong stands above and has it.
    """
    wrong = next((name for name in bound.form.fields if name in bound.form.errors), None)
    attributes: dict[str, str | bool] = {"autofocus": True} if bound.name == wrong else {}
    return {"field": bound, "control": bound.as_widget(attrs=attributes)}


@register.filter
def category(code: str | None) -> str:
    """A venue's kind in words."""
    return label_of(code or "")


@register.filter
def decision(code: str) -> object:
    """A decision in words, as it stands in a list."""
    return DECISIONS.get(code, code)


@register.filter
def kecamatan(venue: Venue) -> str:
    """The kecamatan a venue lies in; the name of its own region where that is a larger one."""
    region = venue.region.kecamatan
    return f"Kecamatan {region.name}" if region.level == Level.KECAMATAN else region.name


@register.filter
def hm(moment: datetime | str) -> str:
    """Hours and minutes, as the page's language writes them: 07.30 or 07:30."""
    text = moment if isinstance(moment, str) else localtime(moment).strftime("%H:%M")
    return pointed(text)


@register.filter
def at(moment: datetime | None, day: str = "j F Y") -> str:
    """A day and its time, as the page's language writes them; nothing where there is none."""
    return day_and_time(localtime(moment), day) if moment else ""


register.filter(with_zone)


@register.filter
def hms(moment: datetime) -> str:
    """Hours, minutes and seconds, as the page's language writes them."""
    return pointed(localtime(moment).strftime("%H:%M:%S"))


@register.filter
def zone(entry: Any) -> ZoneInfo:
    """The time zone of a visit's venue."""
    return ZoneInfo(entry.venue.time_zone if entry.venue else settings.TIME_ZONE)
