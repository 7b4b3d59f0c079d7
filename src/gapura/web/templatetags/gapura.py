"""Pieces of a page: a colour's badge, a form's field, the moment something happened."""

from django import template
from django.forms import BoundField

from gapura.web.words import COLOURS

register = template.Library()


@register.inclusion_tag("web/badge.html")
def badge(colour: str) -> dict[str, object]:
    """A colour as colour, shape and word."""
    return {"colour": colour, "word": COLOURS.get(colour, colour)}


@register.inclusion_tag("web/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """A form's field with its label, hint and errors, tied together for screen readers."""
    return {"field": bound}
