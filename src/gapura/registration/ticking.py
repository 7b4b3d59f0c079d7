"""Which applications were ticked on a list."""

from uuid import UUID

from django.http import QueryDict


def ticked(posted: QueryDict) -> list[UUID]:
    """The ids in the boxes named `application`; what is no id is passed over."""
    return [found for text in posted.getlist("application") if (found := _read(text))]


def _read(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
