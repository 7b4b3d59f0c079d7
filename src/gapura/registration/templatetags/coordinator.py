"""Pieces of the coordinator's pages."""

from django import template

from gapura.core.codes import tracking
from gapura.registration.coordinating import words

register = template.Library()


@register.filter
def column_label(field: str) -> str:
    """A field by the header of its column."""
    return words.column_label(field)


@register.filter
def pretty(number: str) -> str:
    """A tracking number as printed for people."""
    return tracking.pretty(number)
