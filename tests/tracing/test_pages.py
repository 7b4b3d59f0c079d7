"""The pages ask the database little, however much there is."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from gapura.accounts.models import User
from gapura.core.evidence import Dose, Evidence
from gapura.people import evidence
from gapura.tracing.models import Case, Site
from gapura.tracing.tasks import go_on
from tests.staff import signed_in
from tests.tracing.desk import case_of, decided, opened, stay
from tests.web.world import World, days_ago

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("much", [False, True])
def test_a_record(
    world: World, puskesmas: User, django_assert_num_queries: DjangoAssertNumQueries, much: bool
) -> None:
    client, address = opened(puskesmas, world.ketut)
    for number in range(6 if much else 1):
        dose = Dose(given_on(number), "sinovac")
        evidence.record(
            person=world.ketut.person,
            evidence=Evidence(doses=(dose,)),
            source=evidence.Source.STAFF,
            by=puskesmas,
        )
    with django_assert_num_queries(12):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("much", [False, True])
@pytest.mark.parametrize(("page", "statements"), [("cases", 6), ("case", 6), ("site", 8)])
def test_cases_and_places(
    world: World,
    puskesmas: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    page: str,
    statements: int,
    much: bool,
) -> None:
    others = [world.made, world.ketut, world.luh][: 3 if much else 1]
    for venue in (world.office, world.posyandu)[: 2 if much else 1]:
        for who in (world.wayan, *others):
            stay(world, who, venue, timedelta(days=1))
    case_of(puskesmas, world.wayan)
    if much:
        case_of(puskesmas, world.made)
    site = Site.objects.filter(case=Case.objects.order_by("id")[0]).order_by("id")[0]
    decided(puskesmas, site)
    go_on()
    way = {
        "cases": "/dinkes/kasus/",
        "case": f"/dinkes/kasus/{site.case_id}/",
        "site": f"/dinkes/tempat/{site.pk}/",
    }[page]
    client = signed_in(puskesmas)
    with django_assert_num_queries(statements):
        assert client.get(way).status_code == 200


def given_on(number: int) -> date:
    """A day of a dose."""
    return date.fromisoformat(days_ago(30 + number))
