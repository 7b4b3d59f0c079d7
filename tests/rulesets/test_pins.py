"""Which rule set holds where: the nearest pin, else the dates; and who may pin."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client

from gapura.audit.models import Event
from gapura.audit.trail import SYSTEM
from gapura.cli import main
from gapura.core.policy import NoRuleSetError, load_all
from gapura.regions.models import Region
from gapura.rulesets import acts
from gapura.rulesets.models import Pin
from tests.staff import World, signed_in

DAY = date(2021, 10, 12)


def held(region: Region, day: date = DAY) -> str:
    return acts.ruleset_for(region, day)[0].id


def pinned(region: Region, ruleset: str) -> Pin:
    return acts.pin(region=region, ruleset=ruleset, reason="decree 1", by=SYSTEM)


def test_without_a_pin_the_dates_decide(world: World) -> None:
    ruleset, why = acts.ruleset_for(world.gianyar, DAY)
    assert (ruleset.id, why.pin) == ("C_2021-09-13", None)


def test_the_nearest_pin_holds(world: World) -> None:
    pinned(world.indonesia, "A_2021-08")
    assert held(world.sukawati) == "A_2021-08"
    pinned(world.gianyar, "B_2021-09")
    assert (held(world.sukawati), held(world.badung)) == ("B_2021-09", "A_2021-08")
    mine = pinned(world.sukawati, "D_2022-02-14")
    assert acts.ruleset_for(world.sukawati, DAY)[1].pin == mine
    assert held(world.gianyar) == "B_2021-09"


def test_a_pin_holds_whatever_the_dates(world: World) -> None:
    pinned(world.gianyar, "E_2022-07-17")
    assert held(world.gianyar, date(2020, 1, 1)) == "E_2022-07-17"


def test_before_the_first_rule_set_there_is_none(world: World) -> None:
    with pytest.raises(NoRuleSetError):
        held(world.gianyar, date(2020, 1, 1))


def test_a_new_pin_takes_the_place_of_the_old_one(world: World) -> None:
    old = pinned(world.gianyar, "A_2021-08")
    pinned(world.gianyar, "B_2021-09")
    old.refresh_from_db()
    assert old.ended_at is not None
    assert Pin.objects.filter(ended_at=None).count() == 1


def test_a_pin_ends_with_a_reason(world: World) -> None:
    pinned(world.gianyar, "A_2021-08")
    acts.unpin(region=world.gianyar, reason="decree 2", by=world.agus)
    assert held(world.gianyar) == "C_2021-09-13"
    event = Event.objects.get(act="ruleset.unpin")
    assert (event.by, event.data["reason"]) == (world.agus.actor, "decree 2")
    with pytest.raises(acts.PinError):
        acts.unpin(region=world.gianyar, reason="decree 3", by=world.agus)


@pytest.mark.parametrize("reason", ["", " ", "x" * 501])
def test_a_pin_needs_a_reason(world: World, reason: str) -> None:
    with pytest.raises(acts.PinError):
        acts.pin(region=world.gianyar, ruleset="A_2021-08", reason=reason, by=SYSTEM)


def test_what_is_no_rule_set_is_not_pinned(world: World) -> None:
    with pytest.raises(NoRuleSetError):
        pinned(world.gianyar, "Z")
    assert not Pin.objects.exists()


def test_the_gate_sees_the_same_pin(world: World) -> None:
    pinned(world.gianyar, "B_2021-09")
    number = world.desa.numbers.get().number
    with connection.cursor() as cursor:
        cursor.execute("SELECT ruleset FROM gapura_venues(%s)", [[number]])
        assert cursor.fetchone() == ("B_2021-09",)


@pytest.mark.parametrize("language", ["id", "en"])
def test_everybody_can_read_the_rules_and_the_pins(client: Client, world: World, language: str) -> None:
    pinned(world.gianyar, "B_2021-09")
    client.cookies["gapura_bahasa"] = language
    page = client.get("/aturan/").content.decode()
    for ruleset in load_all():
        assert f'id="{ruleset.id}"' in page
    assert "decree 1" in page
    assert ("Proyek Gapura" in page) == (language == "id")
    assert ("the Gapura project" in page) == (language == "en")


def test_a_reviewer_pins_and_unpins(world: World) -> None:
    client = signed_in(world.agus)
    wanted = {"region": "51.04", "ruleset": "B_2021-09", "reason": "Keputusan 12/2021"}
    assert "Keputusan 12/2021" in client.post("/verifikasi/sematkan/", wanted, follow=True).content.decode()
    pin = Pin.objects.get()
    assert pin.pinned_by == world.agus.actor
    client.post(f"/verifikasi/sematan/{pin.pk}/akhiri/", {"reason": ""})
    assert Pin.objects.filter(ended_at=None).exists()
    client.post(f"/verifikasi/sematan/{pin.pk}/akhiri/", {"reason": "selesai"})
    assert not Pin.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize(
    "wrong", [{"reason": " "}, {"ruleset": "Z"}, {"region": "99"}, {"region": "51.04.01"}, {"region": "\x00"}]
)
def test_a_pin_that_makes_no_sense_is_asked_again(world: World, wrong: dict[str, str]) -> None:
    wanted = {"region": "51.04", "ruleset": "B_2021-09", "reason": "x", **wrong}
    assert signed_in(world.agus).post("/verifikasi/sematkan/", wanted).status_code == 422
    assert not Pin.objects.exists()


def test_a_regional_reviewer_pins_in_the_own_region_only(world: World) -> None:
    world.agus.region = world.gianyar
    world.agus.save()
    client = signed_in(world.agus)
    wanted = {"region": "51.03", "ruleset": "B_2021-09", "reason": "x"}
    assert client.post("/verifikasi/sematkan/", wanted).status_code == 422
    above = pinned(world.badung, "A_2021-08")
    assert client.post(f"/verifikasi/sematan/{above.pk}/akhiri/", {"reason": "x"}).status_code == 404
    pinned(world.indonesia, "D_2022-02-14")
    assert "D_2022-02-14" in client.get("/verifikasi/aturan/").content.decode()


def test_the_command_line_says_how_a_region_comes_to_be_there(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["policy", "pin", "A_2021-08", "--region", "99", "--reason", "decree 1"]) == 2
    assert "There is no region '99'. `gapura import regions" in capsys.readouterr().err
