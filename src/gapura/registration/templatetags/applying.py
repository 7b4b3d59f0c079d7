"""Pieces of the application's form: a field with what was found about it, and what was asked in words."""

from typing import Any

from django import template
from django.forms import BoundField

from gapura.registration.applying.forms import StepForm
from gapura.registration.details import Hours
from gapura.venues.weekdays import DAY_NAMES

register = template.Library()


@register.inclusion_tag("registration/apply/field.html")
def asked(form: StepForm, name: str) -> dict[str, Any]:
    """A step's field with label, hint, error, and a suggestion to take at one touch."""
    bound: BoundField = form[name]
    warnings = [each.words for each in form.warnings if form.field_of(each) == name]
    return {"field": bound, "warnings": warnings, "suggestion": form.suggestions.get(name, "")}


@register.filter
def hours_by_day(hours: Hours) -> list[tuple[Any, list[str]]]:
    """Opening hours with the days' names, open days only."""
    return [(name, hours[day]) for day, name in DAY_NAMES.items() if day in hours]
