"""What waits for somebody is theirs as soon as staff have seen their document."""

from typing import Any

from django.dispatch import receiver

from gapura.fhir.acts import settling
from gapura.people.models import Person
from gapura.people.signals import document_seen


@receiver(document_seen)
def give(person: Person, **_: Any) -> None:
    """The colour at this very desk follows it."""
    settling.give_waiting(person)
