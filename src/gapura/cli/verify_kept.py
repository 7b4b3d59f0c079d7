"""What the database adds to what the keys say about a code, a pass, a check-in proof or a visitor token."""

import os
from pathlib import Path
from typing import Any
from uuid import UUID

from gapura.cli import deployment

Finding = dict[str, Any]


def add_to(finding: Finding, data_dir: Path) -> None:
    """What the database adds: the venue's name, whether it is withdrawn, whether a device is signed out."""
    if not os.environ.get("DATABASE_URL") and not (data_dir / "postgres").exists():
        finding["note"] = "no database here: only the signature was checked"
        return
    with deployment.database(data_dir):
        deployment.start_django()
        kept = {"proof": _kept_visit, "token": _kept_device, "code": _kept_venue, "pass": _kept_pass}
        kept[finding["kind"]](finding)


def _kept_venue(finding: Finding) -> None:
    from gapura.venues.models import Door, Number, State

    issued = Number.objects.select_related("venue").filter(number=finding["venue_number"]).first()
    if issued is None:
        finding.update(in_force=False, problem="unknown")
        return
    finding["venue"] = issued.venue.name
    door = Door.objects.filter(venue=issued.venue, number=finding["door"]).first()
    gone = issued.withdrawn_at or issued.venue.state != State.LIVE or (door and door.withdrawn_at)
    if gone:
        finding.update(in_force=False, problem="withdrawn")
    elif finding["door"] and door is None:
        finding.update(in_force=False, problem="unknown")


def _kept_pass(finding: Finding) -> None:
    from gapura.people.models import Pass

    row = Pass.objects.filter(pk=int(finding["number"], 16)).first()
    if row is None:
        finding.update(in_force=False, problem="unknown")
        return
    finding["read_as"] = row.spelled
    if row.withdrawn_at:
        finding.update(in_force=False, problem="withdrawn", withdrawn_at=row.withdrawn_at.isoformat())


def _kept_visit(finding: Finding) -> None:
    from gapura.core.ids import day_of
    from gapura.venues.models import Number
    from gapura.visits.models import Visit

    issued = Number.objects.select_related("venue").filter(number=finding["venue_number"]).first()
    if issued:
        finding["venue"] = issued.venue.name
    visit_id = UUID(finding["visit"])
    visit = Visit.objects.filter(id=visit_id, day=day_of(visit_id)).first()
    if visit:
        finding["person"] = str(visit.person_id)
        finding["left_at"] = visit.left_at.isoformat() if visit.left_at else None
    else:
        finding["note"] = "the visit is not kept any more"


def _kept_device(finding: Finding) -> None:
    from gapura.people.models import Device

    shown = finding.get("_token")
    if shown is None:
        return
    device = Device.objects.filter(person_id=shown.person_id, id=shown.device_id).first()
    if device is None or device.revoked_at:
        finding.update(in_force=False, problem="signed out" if device else "unknown")
