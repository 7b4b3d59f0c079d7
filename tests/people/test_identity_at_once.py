"""Documents that are given at once: one that is shown is one person's, and who types one learns nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from gapura.core.codes.nik import Nik
from gapura.people.acts import identity
from gapura.people.models import Person, Standing
from tests.staff import make_world

pytestmark = pytest.mark.django_db(transaction=True)
DOCUMENT = Nik("5104010107900007")


def somebody() -> Person:
    person = Person.objects.create()
    Standing.objects.create(person_id=person.id)
    return person


def outcome(act: Callable[[], object]) -> object:
    """What an act gave, or the kind of its error."""
    try:
        return act()
    except Exception as error:
        return type(error)
    finally:
        connection.close()


def test_who_types_a_document_waits_for_nobody_who_is_typing_or_showing_the_same() -> None:
    komang, first, second = make_world().komang, somebody(), somebody()
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        identity.identify(name="Kadek Surya", document=DOCUMENT, by=first)
        identity.identity_of(name="Kadek Surya", document=DOCUMENT, seen_for=Person.Seen.DOOR, by=komang)
        later = pool.submit(
            outcome, lambda: identity.identify(name="Orang Lain", document=DOCUMENT, by=second)
        )
        assert later.result(30) is None


def test_two_desks_that_are_shown_the_same_document_find_the_same_person() -> None:
    komang = make_world().komang
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            known = identity.identity_of(
                name="Kadek Surya", document=DOCUMENT, seen_for=Person.Seen.DOOR, by=komang
            )
            later = pool.submit(
                outcome,
                lambda: identity.identity_of(
                    name="Kadek Surya", document=DOCUMENT, seen_for=Person.Seen.DOOR, by=komang
                ),
            )
            with pytest.raises(TimeoutError):
                later.result(0.5)
        assert later.result(30) == known
