"""Documents that are given at once: each is one person's, and nobody tries more of them than one by one."""

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


def test_who_gives_a_document_a_moment_later_is_told_that_it_is_taken() -> None:
    first, second = somebody(), somebody()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            identity.identify(name="Kadek Surya", document=DOCUMENT, by=first)
            later = pool.submit(
                outcome, lambda: identity.identify(name="Orang Lain", document=DOCUMENT, by=second)
            )
            with pytest.raises(TimeoutError):
                later.result(0.5)
        assert later.result(30) is identity.DocumentTakenError


def test_two_desks_that_are_shown_the_same_document_find_the_same_person() -> None:
    komang = make_world().komang
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            known = identity.identity_of(name="Kadek Surya", document=DOCUMENT, by=komang)
            later = pool.submit(
                outcome, lambda: identity.identity_of(name="Kadek Surya", document=DOCUMENT, by=komang)
            )
            with pytest.raises(TimeoutError):
                later.result(0.5)
        assert later.result(30) == known


def test_no_more_documents_are_tried_at_once_than_one_by_one() -> None:
    identity.identify(name="Kadek Surya", document=DOCUMENT, by=somebody())
    thief = somebody()

    def tries(_: int) -> object:
        return outcome(lambda: identity.identify(name="Orang Lain", document=DOCUMENT, by=thief))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(tries, range(24)))
    assert answers.count(identity.DocumentTakenError) == identity.TRIES
    assert answers.count(identity.TooManyDocumentsError) == 24 - identity.TRIES
