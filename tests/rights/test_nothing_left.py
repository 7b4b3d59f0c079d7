"""After an erasure the whole database is searched, by its own catalog, for whose record it was."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from gapura.accounts.models import User
from gapura.common.fields import SealedTextField
from gapura.core.codes.nik import Nik
from gapura.core.evidence import Dose, Evidence
from gapura.fhir.models import Delivery
from gapura.mail import addresses
from gapura.mail.models import Message
from gapura.people import evidence
from gapura.people.acts import corrections, devices, identity
from gapura.people.models import Contact, Pass, Person, SignInCode
from gapura.people.passes import acts as passes
from gapura.people.reaching import Reach
from gapura.rights import erasing
from gapura.scanning.acts import desk
from gapura.tracing import openings
from gapura.tracing.models import Notice, Opening, Site
from gapura.tracing.tasks import go_on
from gapura.visits import taking_over
from tests.core.evidence.fhir_resources import dose, numbered, patient
from tests.fhir.registry import registered
from tests.people.desks import code_for
from tests.rights.showing import asked_for, digits
from tests.staff import signed_in
from tests.tracing.desk import case_of, decided, stay
from tests.web.world import Visitor, World

pytestmark = pytest.mark.django_db
NAME, NIK = "Ni Nyoman Rahayuningsih", "5104014107500009"
EMAIL, PHONE = "rahayu@contoh.example", "+6281234567890"
TABLES = """
    SELECT format('%I', relname) FROM pg_class
    WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace ORDER BY 1
"""

HOLDS = """
    SELECT '{0}', EXISTS (
        SELECT FROM {0} t, unnest(%(needles)s::text[]) n WHERE strpos(lower(t::text), lower(n)) > 0)
"""


def hashes() -> list[bytes]:
    """Under what this person is found."""
    return [
        identity.document_hash_of(Nik(NIK)),
        *(Reach(kind, value).hash for kind, value in (("email", EMAIL), ("phone", PHONE))),
        *(addresses.recipient_hash(value) for value in (EMAIL, PHONE)),
    ]


def needles() -> list[str]:
    """How that may be written in a row: in words, and as the database writes bytes."""
    words = [NAME, "Rahayu", NIK, EMAIL, PHONE, PHONE.removeprefix("+62")]
    return [*words, *(word.encode().hex() for word in words), *(each.hex() for each in hashes())]


def in_the_open() -> set[str]:
    """The tables of which a row, whatever its columns, holds any of it unsealed."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) > 60
        cursor.execute(" UNION ALL ".join(HOLDS.format(table) for table in tables), {"needles": needles()})
        return {table for table, found in cursor.fetchall() if found}


def sealed() -> set[str]:
    """The sealed columns in which, opened, any of it is."""
    return {f"{model}.{column}" for model, column, text in _opened() if any(n in text for n in needles())}


def _opened() -> Iterator[tuple[str, str, str]]:
    for model in apps.get_models():
        columns = [field.name for field in model._meta.fields if isinstance(field, SealedTextField)]
        rows: Iterable[tuple[str | None, ...]] = (
            model._default_manager.values_list(*columns) if columns else ()
        )
        for row in rows:
            yield from ((model.__name__, name, text or "") for name, text in zip(columns, row, strict=True))


def sent_by_a_registry() -> None:
    """One dose that is given to her, and one with another birth date that waits under her number."""
    registry = registered("Registri Imunisasi")
    for name, born in (("hers", "1950-07-01"), ("waits", "1951-07-01")):
        who = patient(identifier=[numbered(NIK)["identifier"]], birthDate=born)
        sent = dose(id=name, contained=[who], patient={"reference": "#p1"})
        assert registry.delivers("PUT", f"Immunization/{name}", sent).status_code == 201
    assert Delivery.objects.filter(document_hash__isnull=False).count() == 1


def written_all_over(world: World, puskesmas: User) -> Visitor:
    """Ni Nyoman, of whom everything is kept that can be: at doors, on paper, on two phones, in words."""
    form = {"name": NAME, "kind": "nik", "number": NIK, "days": "30"}
    assert signed_in(puskesmas).post("/kartu/", form).status_code == 302
    row = Pass.objects.get()
    passes.sheet(row=row, by=puskesmas)
    desk.look_up(document=Nik(NIK), venue=world.office, by=puskesmas)
    nyoman = world.signed_in(EMAIL)
    typed = {"name": NAME, "kind": "nik", "number": NIK}
    nyoman.browser().post("/saya/data/", typed)
    world.goes_in(nyoman, world.office, companions=1)
    taking_over.take_over(code=code_for(row, puskesmas), label="", by=nyoman.person)
    reach = Reach("phone", PHONE)
    Contact.objects.create(person=nyoman.person, kind="phone", value=PHONE, value_hash=reach.hash)
    client = nyoman.browser()
    for contact in (EMAIL, PHONE):
        assert Client().post("/masuk/", {"reach": contact}).status_code == 302
    evidence.record(
        person=nyoman.person,
        evidence=Evidence(doses=(Dose(date(2021, 3, 1), "sinovac"),)),
        source=evidence.Source.STAFF,
        reference=f"Surat untuk {NAME}",
        by=puskesmas,
    )
    sent_by_a_registry()
    asked = corrections.ask(text=f"Saya {NAME}, {NIK}, {PHONE}.", visit_id=None, by=nyoman.person)
    told_of_a_case(world, puskesmas, nyoman)
    openings.for_correction(correction=asked, by=puskesmas)
    device = nyoman.browser().get("/saya/perangkat/")
    assert device.status_code == 200
    assert client.get("/saya/kartu/kode.svg").status_code == 200
    mine = Message.objects.filter(to_hash=addresses.recipient_hash(EMAIL))
    mine.update(reply=f"550 <{EMAIL}>: mailbox unavailable")
    nyoman.person.refresh_from_db()
    return nyoman


def told_of_a_case(world: World, puskesmas: User, nyoman: Visitor) -> None:
    """She was a case that Wayan met, and met one of his."""
    for who in (nyoman, world.wayan):
        stay(world, who, world.posyandu, timedelta(days=1))
    for who in (nyoman, world.wayan):
        case = case_of(puskesmas, who)
        decided(puskesmas, Site.objects.get(case=case, venue=world.posyandu))
    go_on()
    assert Notice.objects.filter(person=nyoman.person, message_id__isnull=False).exists()


def test_nothing_says_any_more_who_it_was(world: World, puskesmas: User) -> None:
    nyoman = written_all_over(world, puskesmas)
    kept_open = {"people_person", "people_contact", "people_signincode", "mail_message", "fhir_delivery"}
    assert kept_open <= in_the_open()
    kept = {"Person.name", "Person.document", "Contact.value", "SignInCode.value", "Message.to"}
    assert kept | {"Correction.text", "EvidenceRecord.reference"} <= sealed()
    erasing.erase(by=nyoman.person)
    assert in_the_open() == set()
    assert sealed() == set()
    assert not Opening.objects.filter(person=nyoman.person).exists()
    assert not Notice.objects.filter(person=nyoman.person).exists()


def test_nor_after_codes_that_come_too_late(world: World, puskesmas: User) -> None:
    nyoman = written_all_over(world, puskesmas)
    Contact.objects.filter(person=nyoman.person, kind="phone").delete()
    client = nyoman.browser()
    page = asked_for(client, nyoman, "/saya/hapus/")
    code = digits()
    erasing.erase(by=nyoman.person)
    assert client.post(page, {"code": code})["Location"].startswith("/masuk/")
    assert not SignInCode.objects.filter(kind="email").exists()


def test_the_search_finds_what_is_hidden_anywhere(world: World, puskesmas: User) -> None:
    assert in_the_open() == set()
    Person.objects.create(seen_by=f"user:{NAME}")
    world.wayan.browser()
    devices.add(person=world.wayan.person, label=EMAIL)
    assert in_the_open() == {"people_person", "people_device"}
    Person.objects.create(name=NAME)
    assert sealed() == {"Person.name"}
