"""Venues are registered, given doors, given new codes and withdrawn by acts."""

import pytest
from django.db import IntegrityError, connection, transaction

from gapura import config
from gapura.audit.models import Event
from gapura.audit.trail import SYSTEM
from gapura.core.codes import venue_code
from gapura.core.policy import SECTORS
from gapura.venues import acts
from gapura.venues.acts import NewDoor, VenueError, register_venue
from gapura.venues.categories import CATEGORIES, label_of
from gapura.venues.codes import code_of, number_of, url_of
from gapura.venues.models import Number, Venue
from tests.staff import HOURS, World


def register(world: World, **changed: object) -> Venue:
    given = {
        "name": "Kantor Camat Ubud",
        "category": "kantor_camat",
        "region": world.gianyar,
        "capacity": 60,
        "address": "Jalan Suweta 1",
        "opening_hours": HOURS,
        "stay_limit": 120,
        "doors": [NewDoor("Pintu utama"), "Pintu samping"],
        "provenance": "synthetic",
        "by": SYSTEM,
        **changed,
    }
    return register_venue(**given)  # type: ignore[arg-type]


def test_a_new_venue_has_a_number_doors_and_nobody_inside(world: World) -> None:
    venue = register(world)
    assert number_of(venue) >= 1
    assert [(door.number, door.name) for door in venue.doors.all()] == [
        (1, "Pintu utama"),
        (2, "Pintu samping"),
    ]
    assert (venue.sector, venue.time_zone) == ("office", "Asia/Makassar")
    with connection.cursor() as cursor:
        cursor.execute("SELECT inside FROM visits_occupancy WHERE venue_id = %s", [venue.pk])
        assert cursor.fetchone() == (0,)


def test_registering_is_in_the_trail(world: World) -> None:
    venue = register(world)
    assert Event.objects.get(act="venue.register", subject=f"venue:{venue.pk}").data["region"] == "51.04"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("name", "x" * 201),
        ("category", "castle"),
        ("capacity", 0),
        ("capacity", 1_000_001),
        ("stay_limit", 4),
        ("stay_limit", 1441),
        ("opening_hours", {"monday": ["07:30", "15:30"]}),
        ("opening_hours", {"mon": ["07:30"]}),
        ("opening_hours", {"mon": ["7.30", "15.30"]}),
        ("opening_hours", {"mon": ["15:30", "07:30"]}),
        ("doors", [NewDoor("")]),
        ("doors", [NewDoor("Jendela", "window")]),
        ("doors", ["Pintu"] * 32),
    ],
)
def test_what_makes_no_sense_is_refused_whole(world: World, field: str, value: object) -> None:
    before = Venue.objects.count()
    with pytest.raises(VenueError):
        register(world, **{field: value})
    assert Venue.objects.count() == before


def test_a_region_has_a_name_once(world: World) -> None:
    register(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        register(world)


def test_a_code_leads_back_to_the_venue_and_the_door(world: World) -> None:
    read = venue_code.read(code_of(world.desa, 2), config.key_ring().all("code"))
    assert (read.number, read.door) == (number_of(world.desa), 2)
    assert url_of(code_of(world.desa)).startswith("HTTP")


def test_new_codes_are_of_the_same_venue_and_the_old_ones_are_withdrawn(world: World) -> None:
    old = number_of(world.desa)
    new = acts.reissue_number(venue=world.desa, reason="photographed", by=world.dayu)
    assert new.venue_id == world.desa.pk
    assert new.number != old
    withdrawn = Number.objects.get(pk=old)
    assert (withdrawn.reason, withdrawn.withdrawn_at is None) == ("photographed", False)
    assert number_of(Venue.objects.get(pk=world.desa.pk)) == new.number


def test_a_withdrawn_venue_says_why_and_is_withdrawn_once(world: World) -> None:
    venue = acts.withdraw_venue(venue=world.desa, reason="moved to Jalan Baru", by=world.dayu)
    assert (venue.state, venue.state_reason) == ("withdrawn", "moved to Jalan Baru")
    with pytest.raises(VenueError):
        acts.withdraw_venue(venue=world.desa, reason="again", by=world.dayu)
    assert Event.objects.filter(act="venue.withdraw").count() == 1


@pytest.mark.parametrize("act", [acts.withdraw_venue, acts.reissue_number])
@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_such_a_change_needs_a_reason(world: World, act: object, reason: str) -> None:
    with pytest.raises(VenueError):
        act(venue=world.desa, reason=reason, by=world.dayu)  # type: ignore[operator]


@pytest.mark.parametrize("category", CATEGORIES.values(), ids=CATEGORIES)
def test_every_category_is_judged_by_a_sector_there_is(category: object) -> None:
    assert category.sector in SECTORS  # type: ignore[attr-defined]


def test_an_unknown_category_is_called_by_its_code() -> None:
    assert label_of("castle") == "castle"
