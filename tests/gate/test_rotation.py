"""A secret is rotated while everything runs: nobody is signed out, and every repeat stays as it was."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from gapura.core import ids
from gapura.core.codes import token
from gapura.core.keys import SETTLING, KeyRing
from tests.gate.servers import called_gate, wait_until
from tests.gate.world import Visitor, World
from tests.settings import KEYS


def test_a_running_gate_takes_newer_keys_and_older_ones_stay_good(world: World, tmp_path: Path) -> None:
    KEYS.save(tmp_path / "keys.json")
    place, ana = world.place(), world.person()
    with called_gate(world.url, tmp_path, patient=True) as (_, caller):
        first = caller.check_in(ana, place, id=(id := ids.new_id()))
        at = datetime.now(UTC)
        rotated = KEYS.rotate("token", at - SETTLING).rotate("proof", at)
        rotated.save(tmp_path / "keys.json")
        newer = Visitor(ana.id, token.issue(rotated, ana.id, 7, int(at.timestamp()) + 3600))
        assert newer.token[:4] != ana.token[:4]  # they name their key
        wait_until(lambda: caller.check_in(newer, place).status == 200)
        assert caller.check_in(ana, place).status == 200
        assert caller.check_in(ana, place, id=id).raw == first.raw


def test_a_key_signs_once_every_process_has_read_it() -> None:
    at = datetime(2021, 10, 12, 9, tzinfo=UTC)
    ring = KeyRing.generate(at).rotate("proof", at + timedelta(days=1))
    old, new = ring.all("proof")[1], ring.all("proof")[0]
    assert ring.at("proof", at) == old
    assert ring.at("proof", new.made + SETTLING - timedelta(seconds=1)) == old
    assert ring.at("proof", new.made + SETTLING) == new == ring.current("proof")
    assert KeyRing.generate().rotate("token", datetime.now(UTC)).current("token").id == 1
