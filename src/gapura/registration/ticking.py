"""Which applications were ticked on a list."""

from uuid import UUID

from django.http import QueryDict

from gapura.core.ids import read_id


def ticked(posted: QueryDict) -> list[UUID]:
    """The ids in the boxes named `application`; what is no id is passed over."""
    return [found for text in posted.getlist("application") if (found := read_id(text))]
