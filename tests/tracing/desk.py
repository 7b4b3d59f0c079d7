"""What a health officer does on the pages of a record."""

from datetime import UTC, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from gapura.accounts.models import User
from gapura.tracing import surveying
from gapura.tracing.models import Case, Site
from gapura.venues.models import Venue
from gapura.visits.models import Visit
from tests.staff import signed_in
from tests.web.world import Visitor, World

HOUR = timedelta(hours=1)
SOURCE = {"source": "Labkesda Gianyar", "reference": "LAB-17"}
OPEN = {"kind": "nik", "purpose": "result", "words": "hasil dari laboratorium daerah"}


def opened(by: User, visitor: Visitor, **other: str) -> tuple[Client, str]:
    """The officer's browser and the address of the record that they have opened."""
    client = signed_in(by)
    visitor.person.refresh_from_db()
    form = {**OPEN, "number": str(visitor.person.document), **other}
    response = client.post("/dinkes/catatan/", form)
    assert response.status_code == 302, response.content.decode()
    return client, response["Location"]


def recorded(by: User, visitor: Visitor, word: str, /, **form: Any) -> str:
    """The page of the record after an item was recorded."""
    client, address = opened(by, visitor)
    response = client.post(f"{address}tambah/{word}/", {**SOURCE, **form})
    assert response.status_code == 302, response.content.decode()
    return client.get(address).content.decode()


def result(outcome: str, ago: timedelta = timedelta(minutes=5), kind: str = "pcr") -> dict[str, str]:
    """A test result as it is typed."""
    at = timezone.localtime() - ago
    return {"kind": kind, "result": outcome, "day": at.date().isoformat(), "time": f"{at:%H:%M}"}


def case_of(by: User, visitor: Visitor, **form: str) -> Case:
    """The case that `by` makes of a positive result of the visitor's, with its places counted."""
    recorded(by, visitor, "tes", **{**result("positive"), **form})
    surveying.survey_due()
    return Case.objects.latest("id")


def stay(
    world: World, who: Visitor, venue: Venue, ago: timedelta, length: timedelta = HOUR, **other: Any
) -> Visit:
    """An ended visit that began so long ago."""
    at = timezone.now() - ago
    day = at.astimezone(UTC).date()
    with connection.cursor() as cursor:
        cursor.execute("SELECT gapura_make_partitions(%s, %s)", [day, day])
    return world.visit(who, venue, ago=ago, left_at=at + length, left_by="visitor", **other)


def together(world: World) -> None:
    """Wayan and Made at the office for an hour a day ago; Ketut came as they went; Luh was elsewhere."""
    stay(world, world.wayan, world.office, timedelta(days=1))
    stay(world, world.made, world.office, timedelta(days=1) - timedelta(minutes=10))
    stay(world, world.ketut, world.office, timedelta(days=1) - timedelta(minutes=50))
    stay(world, world.luh, world.posyandu, timedelta(days=1))


def decided(by: User, site: Site, decision: str = "notify", **form: Any) -> Any:
    """The answer to a decision, about as many people as the page shows."""
    site.refresh_from_db()
    sent = {"decision": decision, "people": site.people, "reason": "ruangan tertutup", **form}
    return signed_in(by).post(f"/dinkes/tempat/{site.pk}/", sent)


def result_withdrawn(by: User, visitor: Visitor) -> None:
    """The visitor's positive result is taken back on the page of the record."""
    client, address = opened(by, visitor)
    page = client.get(address).content.decode()
    row = next(part for part in page.split("<li") if "Tes PCR positif" in part)
    way = row.split('href="')[1].split('"')[0]
    assert client.post(way, {"reason": "Tertukar di laboratorium"}).status_code == 302
