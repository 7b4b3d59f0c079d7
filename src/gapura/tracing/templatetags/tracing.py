"""What a visitor reads on their own page of cases that they met."""

from django import template

from gapura.people.models import Person
from gapura.tracing import terms
from gapura.tracing.models import Notice

register = template.Library()


@register.inclusion_tag("tracing/notices.html")
def notices(visitor: Person) -> dict[str, object]:
    """Where and on which day, what to do, whom to ask; never who it was."""
    told = Notice.objects.filter(person=visitor, told_at__isnull=False)
    return {
        "notices": list(told.select_related("site__venue__region__parent").order_by("-id")),
        "minutes": terms.current().minutes,
    }
