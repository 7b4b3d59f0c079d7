"""Invented offices of Gianyar that have applied, one or more at every point of the way, some stuck."""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import msgspec
from allauth.mfa.models import Authenticator
from django.db.models import F
from django.utils import timezone

from gapura import config
from gapura.accounts import acts as accounts
from gapura.accounts.adapter import StaffMFAAdapter
from gapura.accounts.models import User
from gapura.accounts.signals import account_ready
from gapura.demo import names
from gapura.mail import history
from gapura.mail.models import Bounce, Message
from gapura.mail.models import State as MailState
from gapura.regions.models import Level, Region
from gapura.registration.acts import applying, delegating, following, reviewing
from gapura.registration.details import Details
from gapura.registration.documents import NewDocument
from gapura.registration.letters.checking import CheckedFile
from gapura.registration.letters.writing import Place, write_letter
from gapura.registration.models import Application, Document, Source
from gapura.venues.acts import NewDoor

REGENCY = "51.04"
HOURS = {day: ["07:30", "15:30"] for day in ("mon", "tue", "wed", "thu", "fri")}
KINDS = (
    ("sekolah", "Sekolah Dasar Contoh"),
    ("pasar", "Pasar Contoh"),
    ("puskesmas_pembantu", "Puskesmas Pembantu Contoh"),
    ("objek_wisata", "Taman Wisata Contoh"),
)
UNKNOWN_MAILBOX = "550 5.1.1 The mailbox does not exist"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in the stories."""

    coordinator: User
    reviewer: User


Story = Callable[[Application, Cast], object]


def add() -> None:
    """Hand in an application for every story, and let the story happen to it."""
    cast = Cast(User.objects.get(username="koordinator"), User.objects.get(username="verifikator"))
    delegating.delegate(
        reviewer=User.objects.get(username="verifikator-gianyar"),
        region=Region.objects.get(code=REGENCY),
        category="sekolah",
        daily_limit=50,
        until=timezone.localdate() + timedelta(days=90),
        reason="Demo: sekolah di Gianyar ditinjau di Gianyar",
        by=cast.reviewer,
    )
    for (story, days), details in zip(STORIES, _offices(), strict=False):
        helped = story is _without_mail
        application = applying.submit(
            details=msgspec.structs.replace(details, email="") if helped else details,
            by=cast.coordinator if helped else None,
            source=Source.COORDINATOR if helped else Source.WEB,
            documents=[_letter(details)],
        )
        story(application, cast)
        _happened(application, days)


def _happened(application: Application, days: float) -> None:
    """Let it all have been some days ago."""
    ago = timedelta(days=days)
    columns = ("submitted_at", "reviewed_at", "decided_at", "activated_at", "confirmed_at", "since")
    earlier = {column: F(column) - ago for column in (*columns, "due_at", "step_at")}
    Application.objects.filter(pk=application.pk).update(**earlier)


def _offices() -> Iterator[Details]:
    """An invented office in each village, of changing kind; the same ones every time."""
    rng = Random(5104)
    villages = Region.objects.filter(code__startswith=f"{REGENCY}.", level=Level.VILLAGE).order_by("code")
    for number, village in enumerate(villages):
        category, kind = KINDS[number % len(KINDS)]
        yield Details(
            letter_number=f"{420 + number}/DEMO/{timezone.localdate().year}",
            letter_date=timezone.localdate() - timedelta(days=14),
            agency=f"{kind} {village.name}",
            pic_name=f"{names.balinese(rng, rng.choice('fm'))} (demo)",
            pic_position="Kepala Tata Usaha",
            email=f"tata-usaha.{number}@{category.replace('_', '-')}.example",
            phone=f"+62812555{number:05}",
            place_name=f"{kind} {village.name}",
            category=category,
            address=f"Jalan Contoh {number + 1}, {village.name}",
            region=village.code,
            capacity=40 + 10 * (number % 7),
            staff=12,
            daily_guests=60,
            doors=(NewDoor("Pintu utama"),),
            opening_hours=HOURS,
        )


def _letter(details: Details) -> NewDocument:
    body = write_letter(details, place=Place(regency="Kabupaten Gianyar"), domain=config.current().domain)
    # Our own letter need not be opened to see what it does.
    sha256 = hashlib.sha256(body).hexdigest()
    file = CheckedFile("pdf", "application/pdf", 1, "surat-permohonan.pdf", body, sha256)
    return NewDocument(Document.Kind.LETTER, file)


def _waits(application: Application, cast: Cast) -> None:
    """Nothing happens yet."""


def _taken(application: Application, cast: Cast) -> Application:
    return reviewing.take(application=application, by=cast.reviewer)


def _asked(application: Application, cast: Cast) -> None:
    question = "Mohon kirim ulang surat permohonan yang sudah ditandatangani dan distempel."
    reviewing.ask(application=_taken(application, cast), question=question, by=cast.reviewer)


def _declined(application: Application, cast: Cast) -> None:
    reason = "Alamat pada surat berbeda dengan alamat pada formulir. Silakan perbaiki lalu ajukan lagi."
    reviewing.decline(application=_taken(application, cast), reason=reason, by=cast.reviewer)


def _withdrawn(application: Application, cast: Cast) -> None:
    following.withdraw(application=application, reason="Kantor digabung", by=application)


def _approved(application: Application, cast: Cast) -> None:
    reviewing.approve(application=_taken(application, cast), by=cast.reviewer)


def _without_mail(application: Application, cast: Cast) -> None:
    """Approved; the PIC has no e-mail address and waits for a slip."""
    _approved(application, cast)


def _bounced(application: Application, cast: Cast) -> None:
    _approved(application, cast)
    message = Message.objects.filter(about=application.subject).latest("created_at")
    history.note(message, MailState.BOUNCED, detail=UNKNOWN_MAILBOX, bounce=Bounce.HARD)


def _activated(application: Application, cast: Cast) -> None:
    _approved(application, cast)
    application.refresh_from_db()
    assert application.account is not None
    renewed = accounts.renew_activation(user=application.account, by=cast.coordinator)
    password = secrets.token_urlsafe(18)
    user = accounts.activate(username=renewed.user.username, secret=renewed.secret, password=password)
    secret = StaffMFAAdapter().encrypt(secrets.token_hex(20))
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
    account_ready.send(sender=User, user=user)


STORIES: tuple[tuple[Story, float], ...] = (
    (_waits, 0.1),
    (_waits, 0.5),
    (_waits, 1),
    (_waits, 1.5),
    (_waits, 2),
    (_waits, 4),
    (_taken, 0.2),
    (_asked, 1),
    (_asked, 8),
    (_declined, 3),
    (_withdrawn, 6),
    (_approved, 0.3),
    (_approved, 1.5),
    (_approved, 4),
    (_without_mail, 1),
    (_bounced, 0.4),
    (_bounced, 0.8),
    (_activated, 0.5),
    (_activated, 5),
)
