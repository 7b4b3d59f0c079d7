"""Two jobs, two officers, a withdrawal: each person is told once, and nobody of a case that was none."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import transaction

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.mail.models import Message
from gapura.people.models import EvidenceRecord, Standing
from gapura.rights import erasing
from gapura.tracing import deciding
from gapura.tracing.models import Notice, Site
from gapura.tracing.tasks import go_on
from tests.at_once import at_once, outcome
from tests.people.test_taking_over_at_once import until_somebody_waits
from tests.staff import staff
from tests.tracing.desk import case_of, decided, result_withdrawn, stay, together
from tests.web.world import Visitor, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def world(transactional_db: None) -> World:
    """Nobody and nothing yet, in a database whose transactions really end."""
    return World()


@pytest.fixture
def sari(world: World) -> User:
    """A health officer of Gianyar."""
    return staff("sari", "Sari", Role.HEALTH_OFFICER, world.gianyar)


@pytest.fixture
def site(world: World, sari: User) -> Site:
    """The office, where Wayan's case met five others."""
    together(world)
    for number in range(4):
        other = world.signed_in(f"tamu{number}@contoh.example")
        stay(world, other, world.office, timedelta(days=1))
    case_of(sari, world.wayan)
    return Site.objects.get(venue=world.office)


def told() -> list[str]:
    return sorted(str(each.to) for each in Message.objects.filter(template="notice_email"))


def test_two_jobs_at_once_tell_each_person_once(world: World, sari: User, site: Site) -> None:
    decided(sari, site)
    assert at_once(go_on, go_on, go_on) == [None] * 3
    assert len(told()) == len(set(told())) == 5
    assert EvidenceRecord.objects.filter(source="tracing").count() == 5


def test_two_officers_who_decide_at_once_tell_each_person_once(world: World, sari: User, site: Site) -> None:
    def decide() -> None:
        deciding.tell(site=site, people=site.people, typed=None, reason="tertutup", by=sari)

    at_once(decide, decide)
    go_on()
    assert len(told()) == len(set(told())) == 5


def test_a_withdrawal_while_people_are_told_leaves_no_contact(world: World, sari: User, site: Site) -> None:
    decided(sari, site)

    def withdrawn() -> None:
        result_withdrawn(sari, world.wayan)

    assert at_once(go_on, withdrawn) == [None] * 2
    go_on()
    standings = Standing.objects.filter(evidence__has_key="contacts").exclude(pk=world.luh.person.pk)
    assert not standings.exists()
    back = Message.objects.filter(template="notice_withdrawn_email")
    assert sorted(str(each.to) for each in back) == told()
    assert not Notice.objects.exclude(state="withdrawn").exists()


def test_whoever_is_erased_while_people_are_told_is_told_nothing_more(
    world: World, sari: User, site: Site
) -> None:
    decided(sari, site)
    made: Visitor = world.made
    results = at_once(go_on, lambda: erasing.erase(by=made.person))
    assert results == [None, None]
    go_on()
    assert not Notice.objects.filter(person=made.person).exists()
    assert not EvidenceRecord.objects.filter(person_id=made.person.pk).exists()
    assert "made@contoh.example" not in told()


def test_who_is_erased_while_somebody_decides_is_planned_for_nothing(
    world: World, sari: User, site: Site
) -> None:
    made: Visitor = world.made
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            erasing.erase(by=made.person)
            deciding_ = pool.submit(outcome, lambda: decided(sari, site))
            until_somebody_waits()
        assert deciding_.result(30).status_code == 302
    go_on()
    assert not Notice.objects.filter(person=made.person).exists()
    assert "made@contoh.example" not in told()
