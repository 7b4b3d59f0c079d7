"""Passes on paper: the demo's oldest people have no phone, and one of them has lost theirs."""

from collections.abc import Sequence

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.core.codes.nik import LENGTH, Nik
from gapura.demo.population import Synthetic
from gapura.people.passes import acts

MOST = 4


def add(everybody: Sequence[Synthetic]) -> None:
    """Print their passes at the health office, and withdraw the youngest's."""
    officer = User.objects.filter(role=Role.HEALTH_OFFICER).order_by("pk")[0]
    citizens = (person for person in everybody if len(person.document) == LENGTH)
    oldest = sorted(citizens, key=lambda person: (person.born, person.number))[:MOST]
    printed = [
        acts.print_paper(name=person.name, document=Nik.parse(person.document), days=30, by=officer)
        for person in oldest
    ]
    acts.withdraw(row=printed[-1], by=officer)
