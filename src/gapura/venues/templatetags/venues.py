"""Words for what this app keeps as codes."""

from django import template

from gapura.regions.models import Level, Region
from gapura.venues import provenance

register = template.Library()


@register.filter
def source_in_words(text: str) -> str:
    """Where what is known of a venue comes from."""
    return provenance.in_words(text)


@register.filter
def kecamatan_name(region: Region) -> str:
    """The kecamatan that a venue's region is or lies in; its own name where it lies in none."""
    inside = region.level == Level.VILLAGE and region.parent is not None
    return str(region.parent.name) if inside and region.parent else region.name
