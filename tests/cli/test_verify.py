"""`gapura verify`: what is ours, what is not, and what it cannot read; a token is never printed."""

import json
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura import config
from gapura.audit.trail import COMMAND
from gapura.cli import main
from gapura.cli.verify import examine
from gapura.core.codes import door_code, passes, proof, token, venue_code
from gapura.core.evidence import Evidence
from gapura.core.ids import new_id
from gapura.core.keys import KeyRing
from gapura.people.models import Device, Pass, Person
from gapura.regions.models import Region
from gapura.venues.acts import register_venue, reissue_number, withdraw_venue
from gapura.venues.codes import code_of
from gapura.venues.models import Venue

RING = KeyRing.generate()
OTHERS = KeyRing.generate()
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def venue(db: None) -> Venue:
    """An office with one door."""
    ubud = Region.objects.create(code="51.04.05", name="Ubud", level="kecamatan")
    return register_venue(
        name="Kantor A",
        category="opd",
        region=ubud,
        capacity=40,
        doors=["Pintu utama"],
        opening_hours={},
        by=COMMAND,
    )


def verified(capsys: Capture, text: str) -> tuple[int, dict[str, Any]]:
    status = main(["verify", text, "--json", "--data-dir", str(config.current().data_dir)])
    return status, json.loads(capsys.readouterr().out)


def a_proof(ring: KeyRing) -> str:
    return proof.make(
        ring.current("proof"),
        visit_id=new_id(),
        venue=7,
        door=1,
        decision="admit",
        colour="green",
        checked_in_at=1_634_000_000,
    )


def a_token(ring: KeyRing, *, days: int, device: int = 1) -> str:
    expires = datetime.now(UTC) + timedelta(days=days)
    return token.issue(ring, new_id(), device, int(expires.timestamp()))


def test_a_code_of_ours_names_its_venue(venue: Venue, capsys: Capture) -> None:
    status, found = verified(capsys, f"HTTPS://ELSEWHERE.EXAMPLE/C/{code_of(venue, 1)}")
    assert status == 0
    assert (found["kind"], found["genuine"], found["venue"], found["door"]) == ("code", True, "Kantor A", 1)


def test_a_withdrawn_venue_and_an_old_number_hold_no_more(venue: Venue, capsys: Capture) -> None:
    old = code_of(venue, 1)
    reissue_number(venue=venue, reason="poster lost", by=COMMAND)
    assert verified(capsys, old) == (1, verified(capsys, old)[1] | {"problem": "withdrawn", "genuine": True})
    new = code_of(Venue.objects.get(), 1)
    assert verified(capsys, new)[0] == 0
    withdraw_venue(venue=venue, reason="moved away", by=COMMAND)
    assert verified(capsys, new)[0] == 1


@pytest.mark.django_db
def test_a_code_of_ours_for_no_venue_is_unknown(capsys: Capture) -> None:
    code = venue_code.make(999, 1, config.key_ring().current("code"))
    assert verified(capsys, code)[1]["problem"] == "unknown"


@pytest.mark.django_db
def test_a_proof_says_when_and_what_was_decided(capsys: Capture) -> None:
    status, found = verified(capsys, a_proof(config.key_ring()))
    assert (status, found["decision"], found["colour"], found["key"]) == (0, "admit", "green", 1)
    assert found["checked_in_at"] == "2021-10-12T00:53:20+00:00"


@pytest.mark.django_db
def test_a_token_is_judged_and_never_printed(capsys: Capture) -> None:
    ring, device = config.key_ring(), secrets.randbits(63)
    shown = a_token(ring, days=1, device=device)
    assert verified(capsys, shown)[1]["problem"] == "unknown"
    person = token.read(shown, ring.all("token"), 0).person_id
    expires = datetime.now(UTC) + timedelta(days=1)
    Device.objects.create(person_id=person, id=device, expires_at=expires)
    status, found = verified(capsys, shown)
    assert (status, found["person"]) == (0, str(person))
    assert shown not in json.dumps(found)
    Device.objects.update(revoked_at=datetime.now(UTC))
    assert verified(capsys, shown)[1]["problem"] == "signed out"


@pytest.mark.parametrize(
    ("text", "kind", "problem"),
    [
        (a_proof(OTHERS), "proof", "forged"),
        (a_token(OTHERS, days=1), "token", "forged"),
        (a_token(RING, days=-1), "token", "expired"),
        (venue_code.make(7, 1, OTHERS.current("code")), "code", "forged"),
        ("0" * 11 + "1", "code", "mistyped"),
    ],
    ids=["forged proof", "forged token", "expired token", "forged code", "mistyped code"],
)
def test_what_is_not_ours_or_past_says_so(text: str, kind: str, problem: str) -> None:
    found = examine(text, RING)
    assert (found["kind"], found["problem"], found["in_force"]) == (kind, problem, False)
    assert found["genuine"] is (problem == "expired")


@given(text=st.text(max_size=120))
def test_anything_else_cannot_be_read_and_nothing_is_made_up(text: str) -> None:
    assert examine(text, RING)["kind"] in ("unreadable", "code")


@pytest.mark.parametrize("text", ["HC1:6BFOXN", "halo", "", "a" * 5000, "shc:/567"])
def test_the_command_says_plainly_that_it_cannot_read(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.delenv("GAPURA_KEYS_FILE")
    assert main(["keys", "make", "--data-dir", str(tmp_path)]) == 0
    assert main(["verify", text, "--data-dir", str(tmp_path)]) == 2
    assert "cannot be read" in capsys.readouterr().out


def test_a_file_is_read_for_its_text(venue: Venue, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "scan.txt"
    path.write_text(f"{code_of(venue, 1)}\n")
    assert verified(capsys, str(path))[0] == 0
    path.write_bytes(secrets.token_bytes(100_000))
    assert verified(capsys, str(path))[0] == 2


def test_without_keys_nothing_is_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.delenv("GAPURA_KEYS_FILE")
    assert main(["verify", "x", "--data-dir", str(tmp_path)]) == 2
    assert "no key file" in capsys.readouterr().err


def a_pass(ring: KeyRing, number: int, *, days: int = 30) -> str:
    now = int(datetime.now(UTC).timestamp())
    since, until = (now, now + days * 86_400) if days > 0 else (now - 86_400, now - 1)
    issued = passes.Pass("paper", number, since, until, "Ni Made S.", Evidence())
    return passes.make(ring.current("pass"), issued)


@pytest.fixture
def paper(venue: Venue) -> Pass:
    """A pass on paper that was printed yesterday."""
    person = Person.objects.create(name="Ni Made Sari")
    return Pass.objects.create(
        number=9,
        kind="paper",
        person=person,
        region=venue.region,
        issued_by="system",
        expires_at=datetime.now(UTC) + timedelta(days=30),
    )


def test_a_pass_is_genuine_with_who_signed_it_and_what_it_holds(paper: Pass, capsys: Capture) -> None:
    status, finding = verified(capsys, a_pass(config.key_ring(), paper.number))
    assert (status, finding["kind"], finding["genuine"], finding["key"]) == (0, "pass", True, 1)
    assert (finding["name"], finding["read_as"], finding["evidence"]) == ("Ni Made S.", "0000-0009", {})


def test_a_withdrawn_or_unknown_pass_is_genuine_and_not_in_force(paper: Pass, capsys: Capture) -> None:
    Pass.objects.update(withdrawn_at=datetime.now(UTC))
    status, finding = verified(capsys, a_pass(config.key_ring(), paper.number))
    assert (status, finding["genuine"], finding["problem"]) == (1, True, "withdrawn")
    status, finding = verified(capsys, a_pass(config.key_ring(), 10))
    assert (status, finding["genuine"], finding["problem"]) == (1, True, "unknown")


def test_an_expired_pass_says_so_and_another_deployments_is_none() -> None:
    assert examine(a_pass(RING, 9, days=-1), RING)["problem"] == "expired"
    assert examine(a_pass(OTHERS, 9), RING) == {
        "kind": "pass",
        "genuine": False,
        "in_force": False,
        "problem": "forged",
    }


def test_a_photo_of_a_screen_is_genuine_and_out_of_date() -> None:
    key = RING.current("code")
    shown = door_code.on_screen(7, 2, 1_634_000_000, key)
    assert examine(shown, RING, now=1_634_000_010)["in_force"]
    finding = examine(shown, RING, now=1_634_000_200)
    assert (finding["from"], finding["genuine"], finding["problem"]) == ("screen", True, "changed")
