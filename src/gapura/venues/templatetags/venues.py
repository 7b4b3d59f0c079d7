"""Words for what this app keeps as codes."""

from django import template

from gapura.venues import provenance

register = template.Library()


@register.filter
def source_in_words(text: str) -> str:
    """Where what is known of a venue comes from."""
    return provenance.in_words(text)
