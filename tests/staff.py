"""The small world of the tests about staff: Gianyar, its neighbour Badung, and who works there."""

from dataclasses import dataclass

from django.test import Client

from gapura.accounts.acts import make_staff
from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.accounts.second_factor import SESSION_KEY
from gapura.audit.trail import SYSTEM
from gapura.regions.models import Level, Region
from gapura.venues.acts import NewDoor, register_venue
from gapura.venues.models import Post, Venue

PASSWORD = "subak-sawah-bertingkat"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HOURS = {day: ["07:30", "15:30"] for day in ("mon", "tue", "wed", "thu", "fri")}


@dataclass
class World:
    """Gianyar with two offices, Badung with one, and one member of staff of each kind."""

    indonesia: Region
    gianyar: Region
    sukawati: Region
    badung: Region
    desa: Venue
    puskesmas: Venue
    badung_office: Venue
    dayu: User
    putu: User
    komang: User
    sari: User
    agus: User
    made: User
    stranger: User


def region(code: str, name: str, level: Level, parent: Region | None) -> Region:
    """A region under its parent."""
    return Region.objects.create(code=code, name=name, level=level, parent=parent)


def staff(username: str, name: str, role: Role, place: Region, *, second_factor: bool = True) -> User:
    """A member of staff who can sign in with `PASSWORD` and, unless told otherwise, `SECRET`."""
    return make_staff(
        username=username,
        name=name,
        role=role,
        region=place,
        password=PASSWORD,
        totp_secret=SECRET if second_factor else None,
        by=SYSTEM,
    )


def venue(name: str, place: Region, category: str = "kantor_desa", capacity: int = 40) -> Venue:
    """A venue with a front and a back door."""
    return register_venue(
        name=name,
        category=category,
        region=place,
        capacity=capacity,
        address="Jalan Raya 1",
        opening_hours=HOURS,
        stay_limit=240,
        doors=[NewDoor("Pintu depan"), NewDoor("Pintu belakang", "exit")],
        provenance="synthetic",
        by=SYSTEM,
    )


def make_world() -> World:
    """Dayu coordinates Gianyar, Putu is PIC and Komang officer of one of its offices, and so on."""
    indonesia = region("ID", "Indonesia", Level.NATION, None)
    bali = region("51", "Bali", Level.PROVINCE, indonesia)
    gianyar = region("51.04", "Gianyar", Level.REGENCY, bali)
    sukawati = region("51.04.01", "Sukawati", Level.KECAMATAN, gianyar)
    batubulan = region("51.04.01.2001", "Batubulan", Level.VILLAGE, sukawati)
    badung = region("51.03", "Badung", Level.REGENCY, bali)
    desa = venue("Kantor Perbekel Desa Batubulan", batubulan)
    world = World(
        indonesia=indonesia,
        gianyar=gianyar,
        sukawati=sukawati,
        badung=badung,
        desa=desa,
        puskesmas=venue("Puskesmas Sukawati I", sukawati, "puskesmas", 25),
        badung_office=venue("Kantor Camat Kuta", badung, "kantor_camat"),
        dayu=staff("dayu", "Ni Wayan Dayu", Role.COORDINATOR, gianyar),
        putu=staff("putu", "I Putu Wirawan", Role.PIC, sukawati),
        komang=staff("komang", "Komang Ayu", Role.OFFICER, sukawati),
        sari=staff("sari", "dr. Sari", Role.HEALTH_OFFICER, gianyar),
        agus=staff("agus", "Agus Prasetyo", Role.REVIEWER, indonesia),
        made=staff("made", "I Made Operator", Role.OPERATOR, indonesia),
        stranger=staff("oka", "I Gede Oka", Role.COORDINATOR, badung),
    )
    for user in (world.putu, world.komang):
        Post.objects.create(user=user, venue=desa)
    return world


def signed_in(user: User, *, second_factor: bool = True) -> Client:
    """A browser in which this member of staff has signed in."""
    client = Client()
    client.force_login(user)
    if second_factor:
        session = client.session
        session[SESSION_KEY] = user.pk
        session.save()
    return client
