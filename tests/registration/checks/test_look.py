"""Everything that is looked at together, against what is known already."""

import pytest

from gapura.registration import checks
from gapura.registration.acts import following
from gapura.registration.findings import Finding, Level
from gapura.registration.models import Source
from tests import staff
from tests.registration.world import World, applied, asks, registered


def codes(found: list[Finding]) -> list[str]:
    """What was found, in short."""
    return [finding.code for finding in found]


def test_a_good_application_has_nothing_to_say_against_it(world: World) -> None:
    assert checks.look(asks()) == []


def test_the_same_place_is_applied_for_once_however_it_is_spelled(world: World) -> None:
    first = applied()

    assert codes(checks.look(asks("ktr. perbekel Ds. CELUK"))) == ["applied_already"]
    assert checks.look(asks(), replaces=first) == []
    assert checks.look(asks("Kantor Perbekel Desa Singapadu")) == []


def test_a_registered_place_is_not_applied_for_again(world: World) -> None:
    registered(applied(), world.agus)

    assert codes(checks.look(asks())) == ["registered_already"]


def test_a_place_without_anybody_in_charge_may_get_its_pic(world: World) -> None:
    staff.venue("Kantor Perbekel Desa Celuk", world.sukawati)

    assert checks.look(asks()) == []


def test_a_place_much_like_another_is_only_asked_about(world: World) -> None:
    applied(latitude=-8.6, longitude=115.26)

    (name,) = checks.look(asks("Kantor Desa Celluk"))
    (beside,) = checks.look(asks("Balai Banjar", latitude=-8.6001, longitude=115.26))

    assert (name.code, name.level) == (beside.code, beside.level) == ("much_alike", Level.WARNING)
    assert "Kantor Perbekel Desa Celuk" in name.words
    assert checks.look(asks("Balai Banjar", latitude=-8.61, longitude=115.26)) == []
    assert checks.look(asks("Puskesmas Celuk", category="puskesmas")) == []


def test_an_ended_application_is_nobodys_hindrance(world: World) -> None:
    application = applied()
    following.withdraw(application=application, reason="", by=application)

    assert checks.look(asks()) == []


def test_a_region_that_is_not_there_is_refused(world: World) -> None:
    assert "no_such_region" in codes(checks.look(asks(region="51.04.77")))


@pytest.mark.parametrize(
    ("source", "level"), [(Source.WEB, Level.ERROR), (Source.COORDINATOR, Level.WARNING)]
)
def test_a_letter_is_needed_from_whoever_applies_alone(world: World, source: Source, level: Level) -> None:
    (finding,) = checks.look(asks(), source=source, letters=0)

    assert (finding.field, finding.level) == ("letter", level)
