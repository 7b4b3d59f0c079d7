"""`demo.json`: everything a person or a script needs to try the demo, in one file."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from gapura import config
from gapura.core.keys import write_private
from gapura.core.policy import in_force
from gapura.demo.logins import Login
from gapura.demo.partner import DemoPartner
from gapura.demo.population import shown
from gapura.demo.seeding import ZONE, Seeded
from gapura.demo.tokens import token_of
from gapura.people.models import Device
from gapura.regions.models import Region
from gapura.rulesets import acts as rulesets
from gapura.venues.codes import code_of, url_of
from gapura.venues.models import State, Venue

FILE = "demo.json"
MAIN_DOOR = 1


def compose(demo: Seeded, logins: Sequence[Login], partner: DemoPartner) -> dict[str, Any]:
    """The document; docs/how-to/try-the-demo.md says what its fields are.

    Among `visitors` the colour alone decides; `exceptions` are those of whom it does not (small children,
    doctor's letters). `logins` has one for each role, `more_logins` the rest.
    """
    base = config.current().base_url
    first = {login.role: login for login in reversed(logins)}
    return {
        "base": base,
        "ruleset": ruleset_id(),
        "venues": [_venue(base, venue) for venue in _venues()],
        "visitors": _visitors(demo, exceptional=False),
        "exceptions": _visitors(demo, exceptional=True),
        "logins": [asdict(login) for login in logins if login is first[login.role]],
        "more_logins": [asdict(login) for login in logins if login is not first[login.role]],
        "partner": asdict(partner),
        "outbox": f"{base}{outbox_path()}",
    }


def write(data_dir: Path, document: dict[str, Any]) -> Path:
    """Write the document whole or not at all; only its owner may read the secrets in it."""
    path = data_dir / FILE
    write_private(path, document)
    return path


def ruleset_id() -> str:
    """The rule set that holds at the demo's doors today."""
    pinned = rulesets.pin_of(Region.objects.get(code="51.04"))
    return pinned.ruleset if pinned else in_force(datetime.now(ZONE).date()).id


def outbox_path() -> str:
    """Where the demo shows every message that would have been sent."""
    from django.urls import reverse

    return reverse("outbox")


def _venues() -> Iterable[Venue]:
    live = Venue.objects.filter(state=State.LIVE).order_by("id")
    return live.select_related("region__parent").prefetch_related("numbers")


def _venue(base: str, venue: Venue) -> dict[str, Any]:
    code = code_of(venue, MAIN_DOOR)
    return {
        "code": code,
        "url": url_of(code),
        "name": venue.name,
        "category": venue.category,
        "kecamatan": venue.region.kecamatan.name,
        "capacity": venue.capacity,
        "poster": f"{base}/demo/poster/{code}.pdf",
        "provenance": venue.provenance,
    }


def _visitors(demo: Seeded, *, exceptional: bool) -> list[dict[str, str]]:
    """Whoever of the shown people is still here and signed in, each colour's stories mixed."""
    ring = config.key_ring()
    here = set(Device.objects.filter(revoked_at=None).values_list("person_id", "id"))
    return [
        {
            "token": token_of(ring, person, demo.dated),
            "name": person.name,
            "document": person.document,
            "colour": person.story.colour,
            "decision": person.story.decision,
            "story": person.story.name,
        }
        for person in shown(demo.people)
        if (person.id, person.device_id) in here and person.story.exceptional == exceptional
    ]
