"""Pieces of the account's pages: whether passkeys work here, and what their script reads."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

from gapura.accounts import passkeys

register = template.Library()


@register.simple_tag(takes_context=True)
def passkeys_work(context: dict[str, Any]) -> bool:
    """Whether a browser may keep a passkey for the address under which this page was asked for."""
    return passkeys.possible(context["request"])


@register.filter
def as_json(value: object) -> str:
    """For a data attribute; the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder)
