"""A small world: two offices and a visitor of each colour, under the rules of October 2021."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

from gapura import config
from gapura.audit import trail
from gapura.core.codes import venue_code
from gapura.core.codes.nik import Nik
from gapura.core.ids import day_of, new_id
from gapura.people.acts import devices, identity
from gapura.people.cookies import SESSION
from gapura.people.models import Contact, Device, Person, SignInCode, Standing
from gapura.people.reaching import Reach
from gapura.regions.models import Level, Region
from gapura.rulesets.acts import pin
from gapura.venues.acts import NewDoor, register_venue
from gapura.venues.models import Number, Venue
from gapura.visits.models import Occupancy, Visit

RULES = "C_2021-09-13"
HOURS = {day: ["00:00", "24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


@dataclass
class Visitor:
    """A signed-in person and the browser they hold."""

    person: Person
    token: str

    def browser(self, language: str = "id") -> Client:
        """A browser that is signed in as them."""
        client = browser(language)
        client.cookies[SESSION] = self.token
        return client

    @property
    def standing(self) -> Standing:
        """What the gate knows of them now."""
        return Standing.objects.get(pk=self.person.pk)


def browser(language: str = "id") -> Client:
    """A browser that nobody is signed in with, and that is watched for forgeries."""
    return Client(enforce_csrf_checks=False, headers={"accept-language": language})


class World:
    """Everybody and every place, made when first asked for."""

    def __init__(self) -> None:
        nation = Region.objects.create(code="ID", name="Indonesia", level=Level.NATION)
        bali = Region.objects.create(code="51", name="Bali", level=Level.PROVINCE, parent=nation)
        self.gianyar = Region.objects.create(
            code="51.04", name="Gianyar", level=Level.REGENCY, kind="kabupaten", parent=bali
        )
        self.sukawati = Region.objects.create(
            code="51.04.01", name="Sukawati", level=Level.KECAMATAN, parent=self.gianyar
        )
        pin(region=self.gianyar, ruleset=RULES, reason="Aturan Oktober 2021", by=trail.SYSTEM)

    @cached_property
    def office(self) -> Venue:
        """The Kantor Perbekel, with a way in and a way out."""
        doors = (NewDoor("Pintu utama"), NewDoor("Pintu keluar", "exit"))
        return self.place("Kantor Perbekel Batubulan", "kantor_desa", 600, doors)

    @cached_property
    def posyandu(self) -> Venue:
        """A small place, invented."""
        doors = (NewDoor("Pintu"),)
        return self.place("Posyandu Banjar Tegehe", "puskesmas_pembantu", 30, doors, "synthetic (plausible)")

    def place(
        self,
        name: str,
        category: str,
        capacity: int,
        doors: tuple[NewDoor, ...],
        provenance: str = "read",
    ) -> Venue:
        """One more place in Sukawati."""
        return register_venue(
            name=name,
            category=category,
            region=self.sukawati,
            capacity=capacity,
            opening_hours=HOURS,
            doors=doors,
            provenance=provenance,
            by=trail.SYSTEM,
        )

    def code(self, venue: Venue, door: int = 0) -> str:
        """The code on one of a venue's posters."""
        number = Number.objects.get(venue=venue, withdrawn_at=None).number
        return venue_code.make(number, door, config.key_ring().current("code"))

    @cached_property
    def wayan(self) -> Visitor:
        """Green: two doses."""
        return self.visitor("Wayan Sudarma", "5104010107800001", doses=dosed(120, 90))

    @cached_property
    def made(self) -> Visitor:
        """Yellow: one dose."""
        return self.visitor("Made Lestari", "5104014203920002", doses=dosed(40))

    @cached_property
    def ketut(self) -> Visitor:
        """Red: no dose."""
        return self.visitor("Ketut Ardana", "5104011505850003")

    @cached_property
    def luh(self) -> Visitor:
        """Black: in contact with a case three days ago."""
        contact = {"date": days_ago(3)}
        return self.visitor("Luh Puspita", "5104016006950004", doses=dosed(120, 90), contacts=[contact])

    @cached_property
    def newcomer(self) -> Visitor:
        """Signed in, and has not yet said who they are."""
        return self.signed_in("baru@contoh.example")

    def visitor(self, name: str, nik: str, **evidence: Any) -> Visitor:
        """Somebody whose document staff have seen and of whom something is on record."""
        visitor = self.signed_in(f"{name.split()[0].lower()}@contoh.example")
        identity.identify(name=name, document=Nik.parse(nik), by=visitor.person)
        Person.objects.filter(pk=visitor.person.pk).update(
            seen_at=timezone.now(), seen_by=trail.SYSTEM.actor, seen_for=Person.Seen.DOOR
        )
        standing = visitor.standing
        standing.evidence = {**standing.evidence, **evidence}
        standing.save(update_fields=["evidence"])
        visitor.person.refresh_from_db()
        return visitor

    def signed_in(self, email: str) -> Visitor:
        """Whoever holds an e-mail address, with one device."""
        reach = Reach(Contact.Kind.EMAIL, email)
        code = SignInCode(kind=reach.kind, value=reach.value, value_hash=reach.hash)
        entered = devices.sign_in(code=code, label="Chrome, Android", language="id")
        return Visitor(entered.person, entered.token)

    def visit(self, visitor: Visitor, venue: Venue, **other: Any) -> Visit:
        """A visit as the gate writes it, without going through the gate."""
        now = timezone.now() - other.pop("ago", timedelta(minutes=5))
        visit_id = new_id(now)
        fields = {
            "id": visit_id,
            "day": day_of(visit_id),
            "venue_id": venue.id,
            "person_id": visitor.person.id,
            "number": Number.objects.get(venue=venue, withdrawn_at=None).number,
            "door": 1,
            "companions": 0,
            "colour": "green",
            "decision": "admit",
            "ruleset": RULES,
            "reasons": "doses_complete",
            "occupancy": 1,
            "capacity": venue.capacity,
            "checked_in_at": now,
            "limit_at": now + timedelta(minutes=venue.stay_limit),
        }
        return Visit.objects.create(**{**fields, **other})

    def goes_in(self, visitor: Visitor, venue: Venue, **other: Any) -> Visit:
        """An admitted visit that is still open, counted as the gate counts it."""
        visit = self.visit(visitor, venue, **other)
        Standing.objects.filter(pk=visitor.person.pk).update(visit_id=visit.id, venue_id=venue.id)
        Occupancy.objects.filter(pk=venue.pk).update(inside=1 + visit.companions, changed_at=timezone.now())
        return visit


def dosed(*days: int) -> list[dict[str, str]]:
    """Doses given so many days ago."""
    return [{"date": days_ago(number), "product": "sinovac"} for number in days]


def days_ago(number: int) -> str:
    """A date in the past, as evidence writes it."""
    return (timezone.localdate() - timedelta(days=number)).isoformat()


def rows() -> dict[str, int]:
    """How many rows each table of visitors' has: what a bad request must leave as it was."""
    models = (Person, Contact, Device, SignInCode, Standing, Visit)
    return {model.__name__: model._default_manager.count() for model in models}


def page_of(visit_id: UUID) -> str:
    """The address of a visit's result."""
    return f"/saya/kunjungan/{visit_id}/"
