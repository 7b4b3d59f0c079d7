"""What happens to the doses that a certificate counts when others are put on record or taken back."""

from typing import Any

from django.dispatch import receiver

from gapura.people.certificates import earlier_doses
from gapura.people.models import Person
from gapura.people.signals import doses_changed


@receiver(doses_changed)
def count_anew(person: Person, **_: Any) -> None:
    """Whoever told of a dose, a certificate may have counted it."""
    earlier_doses.settle(person)
