"""What happens to links when the record of whose they are becomes part of another."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from gapura.partners.acts import links
from gapura.people.models import Person
from gapura.visits.signals import taken_over


@receiver(taken_over)
def end_links(taken: UUID, **_: Any) -> None:
    """Whoever takes a record over links their apps again, as they sign in again elsewhere."""
    person = Person.objects.get(pk=taken)
    links.end_all(person=person, by=person)
