"""Who is stuck, why, and what helps: the one place that says so, worst first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gapura.accounts.models import Activation, User
from gapura.mail import reasons
from gapura.mail.models import Bounce, Message
from gapura.mail.models import State as MailState
from gapura.registration.models import Application
from gapura.registration.scope import applications_of
from gapura.registration.states import UNDER_WAY, State

UNUSED: Final = timedelta(days=1)
"""How long an activation, a confirmation or a question may lie before the coordinator helps."""

UNPRINTED: Final = timedelta(days=2)
UNSCANNED: Final = timedelta(days=3)

MOST: Final = 5_000
"""Applications that are looked at, those under way first, longest standing first: no regency has so many."""

Facts = dict[str, Any]
Now = datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for being stuck; `helps` are the acts that a screen offers, the likeliest first.

    `since` says from when on it holds, or None where it does not.
    """

    code: str
    label: Promise
    helps: tuple[str, ...]
    since: Callable[[Facts, Now], datetime | None]


@dataclass(frozen=True, slots=True)
class Stuck:
    """One application that waits for help; `detail` is what the mail server said, in plain words."""

    pk: UUID
    number: str
    place_name: str
    region_id: str
    category: str
    state: str
    reason: Reason
    since: datetime
    detail: str = ""

    @property
    def days(self) -> int:
        """For how many whole days."""
        return (timezone.now() - self.since).days


class AllStuck(list[Stuck]):
    """Everybody who is stuck, worst first; `more` where only MOST of the applications were looked at."""

    def __init__(self, found: Iterable[Stuck], more: bool) -> None:
        super().__init__(found)
        self.more = more


def _mail(state: str, bounce: str = "") -> Callable[[Facts, Now], datetime | None]:
    def since(facts: Facts, now: Now) -> datetime | None:
        fits = facts["mail"] == state and (not bounce or facts["bounce"] == bounce)
        return facts["mail_at"] if fits and facts["state"] in UNDER_WAY else None

    return since


def _expired(facts: Facts, now: Now) -> datetime | None:
    if facts["state"] != State.APPROVED or (facts["invited_at"] is None and not facts["has_email"]):
        return None
    expires = facts["expires"]
    if expires is None:
        return facts["since"] if facts["has_email"] else None
    return expires if expires <= now else None


def _slip(facts: Facts, now: Now) -> datetime | None:
    waits = facts["state"] == State.APPROVED and not facts["has_email"] and facts["invited_at"] is None
    return facts["since"] if waits else None


def _lasting(state: str, patience: timedelta) -> Callable[[Facts, Now], datetime | None]:
    def since(facts: Facts, now: Now) -> datetime | None:
        return facts["since"] if facts["state"] == state and facts["since"] + patience <= now else None

    return since


def _late_review(facts: Facts, now: Now) -> datetime | None:
    waits = facts["state"] in (State.SUBMITTED, State.IN_REVIEW)
    return facts["since"] if waits and facts["due_at"] and facts["due_at"] <= now else None


def _declined(facts: Facts, now: Now) -> datetime | None:
    return facts["since"] if facts["state"] == State.DECLINED else None


def _unprinted(facts: Facts, now: Now) -> datetime | None:
    waits = facts["state"] == State.CONFIRMED and facts["printed"] is None
    return facts["since"] if waits and facts["since"] + UNPRINTED <= now else None


def _unscanned(facts: Facts, now: Now) -> datetime | None:
    waits = facts["state"] == State.CONFIRMED and facts["printed"]
    return facts["printed"] if waits and facts["printed"] + UNSCANNED <= now else None


REASONS: Final = (
    Reason(
        "mail_hard",
        _("The message came back for good"),
        ("correct", "slip", "call"),
        _mail(MailState.BOUNCED, Bounce.HARD),
    ),
    Reason(
        "mail_soft",
        _("The message came back for now"),
        ("remind", "correct", "call"),
        _mail(MailState.BOUNCED),
    ),
    Reason("expired", _("The activation has expired"), ("remind", "slip", "again", "call"), _expired),
    Reason("slip", _("No e-mail: a slip has to be handed over"), ("slip", "call"), _slip),
    Reason("declined", _("Declined, and not applied for again"), ("again", "call"), _declined),
    Reason("mail_delayed", _("The message is delayed"), ("correct", "call"), _mail(MailState.DELAYED)),
    Reason(
        "unused",
        _("The activation was not used for a day"),
        ("remind", "correct", "slip", "call"),
        _lasting(State.APPROVED, UNUSED),
    ),
    Reason(
        "unconfirmed",
        _("The confirmation was not clicked for a day"),
        ("remind", "correct", "call"),
        _lasting(State.ACTIVATED, UNUSED),
    ),
    Reason(
        "question",
        _("A question waits for an answer"),
        ("remind", "answer", "call"),
        _lasting(State.QUESTION, UNUSED),
    ),
    Reason("late_review", _("Has waited too long for review"), ("note",), _late_review),
    Reason("unprinted", _("Registered, but the poster was never printed"), ("remind", "call"), _unprinted),
    Reason("unscanned", _("Poster printed, but never scanned"), ("call",), _unscanned),
)
RANK: Final = {reason.code: rank for rank, reason in enumerate(REASONS)}

_OF_APPLICATION: Final = (
    *("pk", "number", "place_name", "region_id", "category", "state", "since", "due_at"),
    *("invited_at", "first_scan_at"),
)


def stuck(user: User, now: datetime | None = None) -> AllStuck:
    """Everybody of the account's region who is stuck, each with the worst reason, in two statements."""
    now = now or timezone.now()
    known = _facts(user)
    found = [each for facts in known[:MOST] if (each := _stuck(facts, now))]
    found.sort(key=lambda each: (RANK[each.reason.code], each.since))
    return AllStuck(found, len(known) > MOST)


def reason_of(user: User, application: Application, now: datetime | None = None) -> Stuck | None:
    """Why this application is stuck, if it is."""
    facts = _facts(user, application.pk)
    return _stuck(facts[0], now or timezone.now()) if facts else None


def _stuck(facts: Facts, now: datetime) -> Stuck | None:
    for reason in REASONS:
        since = reason.since(facts, now)
        if since is not None:
            return Stuck(
                **{field: facts[field] for field in _OF_APPLICATION[:6]},
                reason=reason,
                since=since,
                detail=str(reasons.in_words(facts["reply"])) if reason.code.startswith("mail") else "",
            )
    return None


def _facts(user: User, only: UUID | None = None) -> list[Facts]:
    about = Concat(Value("application:"), Cast(OuterRef("pk"), CharField()))
    last = Message.objects.filter(about=about).order_by("-created_at", "-id").values("pk")
    open_one = Activation.objects.filter(user=OuterRef("account"), used_at=None, ended_at=None)
    newer = Application.objects.filter(replaces=OuterRef("pk"))
    wanted = Q(state__in=(*UNDER_WAY, State.DECLINED)) | Q(state=State.CONFIRMED, first_scan_at=None)
    found = applications_of(user).select_related(None).filter(wanted).exclude(Exists(newer))
    if only is not None:
        found = found.filter(pk=only)
    rows = list(
        found.alias(moves=Q(state__in=UNDER_WAY))
        .order_by("-moves", "since", "pk")
        .values(
            *_OF_APPLICATION,
            has_email=Q(email_hash__isnull=False),
            expires=Subquery(open_one.values("expires_at")[:1]),
            message=Subquery(last[:1]),
            printed=F("venue__poster_printed_at"),
        )[: MOST + 1]
    )
    return _with_mail(rows)


def _with_mail(rows: list[Facts]) -> list[Facts]:
    wanted = [row["message"] for row in rows if row["message"]]
    fields = ("pk", "state", "bounce", "reply", "state_at")
    messages = {each[0]: each[1:] for each in Message.objects.filter(pk__in=wanted).values_list(*fields)}
    for row in rows:
        state, bounce, reply, at = messages.get(row["message"], ("", "", "", None))
        row.update(mail=state, bounce=bounce, reply=reply, mail_at=at)
    return rows
