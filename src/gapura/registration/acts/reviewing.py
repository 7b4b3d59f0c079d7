"""What a reviewer does with an application: take it, ask, approve, decline, or let it go again."""

from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gapura.accounts.acts import Invitation, activation_link, invite
from gapura.accounts.acts.invitations import HOURS
from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.common.moves import MoveError
from gapura.registration.acts import completing
from gapura.registration.acts.moving import locked, move
from gapura.registration.acts.telling import tell
from gapura.registration.limits import covers, used_today
from gapura.registration.models import Application, Delegation, Remark
from gapura.registration.scope import applications_of, delegations_of, is_national
from gapura.registration.states import State
from gapura.registration.venue import check_place_is_free

LONGEST_REMARK = 2000


class NotYoursError(Exception):
    """The application is not this reviewer's: not taken, taken by somebody else, or not delegated."""


class LimitReachedError(Exception):
    """The delegation's decisions of today are used up."""


class ReasonMissingError(ValueError):
    """What is said to the applicant is empty or too long."""


@transaction.atomic
def take(*, application: Application, by: User) -> Application:
    """Take an application for review, so that nobody else decides it. Taking one's own again changes nothing.

    Raises NotYoursError where another reviewer has it or it is not delegated, MoveError where it is not
    waiting.
    """
    _check_in_scope(application, by)
    application = locked(application)
    if application.state == State.IN_REVIEW:
        if application.reviewer_id == by.pk:
            return application
        raise NotYoursError
    application.reviewer = by
    application.reviewed_at = application.reviewed_at or timezone.now()
    move(application, "take", by=by, changed=("reviewer", "reviewed_at"))
    return application


@transaction.atomic
def release(*, application: Application, by: trail.Actor, reason: str = "") -> Application:
    """Give an application back to the queue: its reviewer, the nation's reviewer, or the system (time)."""
    application = locked(application)
    if application.state != State.IN_REVIEW:
        raise MoveError("release", application.state)
    if isinstance(by, User) and application.reviewer_id != by.pk and not is_national(by):
        raise NotYoursError
    application.reviewer = None
    move(application, "release", by=by, changed=("reviewer",), reason=reason)
    return application


@transaction.atomic
def ask(*, application: Application, question: str, by: User) -> Application:
    """Ask the applicant for more, and tell them. Raises NotYoursError, MoveError, ReasonMissingError."""
    application = _held(application, "ask", by)
    text = said(question)
    application.reviewer = None
    move(application, "ask", by=by, changed=("reviewer",))
    Remark.objects.create(application=application, kind=Remark.Kind.QUESTION, text=text, by=by.actor)
    tell(application, "question", by=by, question=text)
    return application


@transaction.atomic
def decline(*, application: Application, reason: str, by: User) -> Application:
    """Decline, and tell the applicant why and how to apply again. Raises as `ask`, and LimitReachedError."""
    application = _held(application, "decline", by)
    text = said(reason)
    _count_decision(application, by)
    _decided(application, by)
    move(application, "decline", by=by, changed=("decided_at", "decided_by"))
    Remark.objects.create(application=application, kind=Remark.Kind.REASON, text=text, by=by.actor)
    tell(application, "declined", by=by, reason=text)
    return application


@transaction.atomic
def approve(*, application: Application, by: User, remark: str = "") -> Application:
    """Approve, and invite the PIC: by e-mail with user name and one-time password, or for a slip without.

    A PIC who answers for another place already keeps the account and only confirms. Raises NotYoursError,
    MoveError, LimitReachedError, and PlaceTakenError where a place of this name has a PIC.
    """
    application = _held(application, "approve", by)
    check_place_is_free(application)
    _count_decision(application, by)
    _decided(application, by)
    if remark.strip():
        # Among colleagues, so a note: the applicant reads questions, answers and reasons.
        Remark.objects.create(application=application, kind=Remark.Kind.NOTE, text=said(remark), by=by.actor)
    known = _account_of_same_person(application)
    if known is None:
        _invite(application, by)
    else:
        application.account = known
        move(application, "approve", by=by, changed=("decided_at", "decided_by", "account"))
        completing.activate(application, by=trail.SYSTEM)
    return application


@transaction.atomic
def approve_green(*, application: Application, by: User) -> Application:
    """Take and approve an application whose checks are all green. Raises as `approve`."""
    if not application.green:
        raise NotYoursError
    return approve(application=take(application=application, by=by), by=by)


def _invite(application: Application, by: User) -> None:
    email = application.email
    invited = invite(
        name=application.pic_name,
        role=Role.PIC,
        region=application.region,
        username_hint=application.place_name,
        contact=email or application.phone,
        way="email" if email else "slip",
        by=by,
    )
    application.account = invited.user
    move(application, "approve", by=by, changed=("decided_at", "decided_by", "account"))
    if email:
        tell_activation(application, invited, by=by)
    else:
        tell(application, "approved", by=by)


def tell_activation(application: Application, invited: Invitation, *, by: trail.Actor) -> None:
    """Mail the user name and the one-time password."""
    tell(
        application,
        "approved",
        by=by,
        username=invited.user.username,
        secret=invited.secret,
        hours=HOURS,
        until=invited.activation.expires_at.astimezone(ZoneInfo(application.region.time_zone)),
        link=activation_link(invited.user),
    )


def _account_of_same_person(application: Application) -> User | None:
    """The PIC's account, where the same e-mail address has completed the registration of a place before.

    Whoever has handed that place on since may not be whom the office's address reaches now.
    """
    if not application.email_hash:
        return None
    earlier = Application.objects.filter(
        email_hash=application.email_hash,
        state=State.CONFIRMED,
        account__is_active=True,
        account__role=Role.PIC,
        venue__posts__user=F("account"),
    )
    found = earlier.select_related("account").order_by("-confirmed_at").first()
    return found.account if found else None


def _held(application: Application, name: str, by: User) -> Application:
    _check_in_scope(application, by)
    application = locked(application)
    if application.state != State.IN_REVIEW:
        raise MoveError(name, application.state)
    if application.reviewer_id != by.pk:
        raise NotYoursError
    return application


def _check_in_scope(application: Application, by: User) -> None:
    if by.role != Role.REVIEWER or not applications_of(by).filter(pk=application.pk).exists():
        raise NotYoursError


def _decided(application: Application, by: User) -> None:
    application.decided_by, application.decided_at = by, timezone.now()


def _count_decision(application: Application, by: User) -> None:
    """Hold a region's reviewer to the delegations' limits, also in two tabs at once."""
    if is_national(by):
        return
    fitting = [each.pk for each in delegations_of(by) if covers(each, application)]
    held = Delegation.objects.select_for_update(of=("self",)).select_related("region").order_by("pk")
    delegations = list(held.filter(pk__in=fitting))
    used = used_today(delegations)
    if not any(used[each.pk] < each.daily_limit for each in delegations):
        raise LimitReachedError


def said(text: str) -> str:
    """What a person wrote, trimmed. Raises ReasonMissingError where it is empty or too long."""
    text = text.strip()
    if not text or len(text) > LONGEST_REMARK:
        raise ReasonMissingError
    return text
