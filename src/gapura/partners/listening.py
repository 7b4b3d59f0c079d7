"""What happens to links when the record of whose they are becomes part of another."""

from typing import Any

from django.dispatch import receiver

from gapura.partners.acts import links
from gapura.people.models import Person
from gapura.visits.signals import record_leaving


@receiver(record_leaving, dispatch_uid="gapura.partners")
def end_links(sender: object, person: Person, **_: Any) -> None:
    """Whoever takes a record over links their apps again, as they sign in again elsewhere."""
    links.end_all(person=person, by=person)
