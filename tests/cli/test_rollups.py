"""`gapura rollups rebuild`: every count made anew from the visits there are."""

import pytest
from django.db import connection

from gapura.cli import main
from gapura.oversight.rollups.models import VenueDay
from tests.oversight.world import CheckIn, check_in, make_world


@pytest.mark.django_db
def test_rebuilding_counts_the_visits_that_are_kept(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world()
    check_in(CheckIn(world.desa), CheckIn(world.desa, decision="refuse", colour="red"))
    assert main(["rollups", "rebuild"]) == 0
    said = capsys.readouterr().out
    assert "with 2 visits counted; 1 days added up." in said
    assert VenueDay.objects.get().refuse == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE oversight_venueday SET check_ins = 99")
    main(["rollups", "rebuild"])
    assert VenueDay.objects.get().check_ins == 2
