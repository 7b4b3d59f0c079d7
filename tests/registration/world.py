"""Offices of Gianyar that apply, who reviews them, and every step from letter to place by acts."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from gapura.accounts.acts import activate
from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.accounts.signals import account_ready
from gapura.mail.models import Message
from gapura.registration import details
from gapura.registration.acts import applying, completing, reviewing
from gapura.registration.details import Details
from gapura.registration.documents import NewDocument
from gapura.registration.models import Application, Document
from tests import staff
from tests.registration.files import pdf

PASSWORD = "janur-kuning-melengkung"


@dataclass
class World(staff.World):
    """The world of staff, and Wira, a reviewer of Gianyar to whom the nation may delegate."""

    wira: User


def make_world() -> World:
    """The world of staff with a reviewer in the regency."""
    known = staff.make_world()
    wira = staff.staff("wira", "I Wayan Wira", Role.REVIEWER, known.gianyar)
    return World(**vars(known), wira=wira)


def asks(place: str = "Kantor Perbekel Desa Celuk", **changes: object) -> Details:
    """What the village office of Celuk, or another place, writes into the form."""
    data = {
        "letter_number": "470/112/2021",
        "letter_date": timezone.localdate() - timedelta(days=7),
        "agency": "Pemerintah Desa Celuk",
        "pic_name": "Ni Luh Contoh",
        "pic_position": "Sekretaris Desa",
        "email": "sekretariat@celuk.desa.id",
        "phone": "081234567890",
        "place_name": place,
        "category": "kantor_desa",
        "address": "Jalan Raya Celuk 1",
        "region": "51.04.01",
        "capacity": "40",
        "doors": [{"name": "Pintu depan", "kind": "both"}],
        "opening_hours": staff.HOURS,
    }
    read = details.read({**data, **changes}, may_be_empty={"email"})
    assert isinstance(read, Details), read
    return read


@cache
def letter() -> NewDocument:
    """A signed letter, scanned; opened once, for a process is started that looks into it."""
    return NewDocument.opened(Document.Kind.LETTER, "surat.pdf", pdf())


def applied(place: str = "Kantor Perbekel Desa Celuk", **changes: object) -> Application:
    """An application that was handed in with its letter."""
    return applying.submit(details=asks(place, **changes), documents=[letter()])


def in_review(application: Application, by: User) -> Application:
    """The application, taken by a reviewer."""
    return reviewing.take(application=application, by=by)


def approved(application: Application, by: User) -> Application:
    """The application, taken and approved."""
    return reviewing.approve(application=in_review(application, by), by=by)


def last_message(application: Application) -> Message:
    """What the PIC was written last."""
    return Message.objects.filter(about=application.subject).latest("created_at")


def secret_in(message: Message) -> str:
    """The one-time password that a message holds."""
    text: str = message.text
    return next(line.split(": ")[1] for line in text.splitlines() if "sekali pakai: " in line)


def link_in(message: Message) -> str:
    """The token of the confirmation link that a message holds."""
    text: str = message.text
    address = next(line for line in text.splitlines() if "/konfirmasi/" in line)
    return address.split("/konfirmasi/")[1].split("?")[0].strip("/ ")


def activated(application: Application) -> Application:
    """The application, its PIC's account active with a password and a second factor."""
    application.refresh_from_db()
    assert application.account is not None
    secret = secret_in(last_message(application))
    activate(username=application.account.username, secret=secret, password=PASSWORD)
    return second_factor(application)


@transaction.atomic
def second_factor(application: Application) -> Application:
    """The application, its PIC's second factor set up."""
    user = application.account
    assert user is not None
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    account_ready.send(sender=User, user=user)
    application.refresh_from_db()
    return application


def registered(application: Application, by: User) -> Application:
    """The application, all the way to a place."""
    application = activated(approved(application, by))
    return completing.confirm(token=link_in(last_message(application)))
