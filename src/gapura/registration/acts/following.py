"""What the applicant, or the coordinator in their place, does while an application is under way."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from gapura.accounts.acts import correct_account, end_activations, renew_activation
from gapura.audit import trail
from gapura.common.fields import lookup_hash
from gapura.common.moves import MoveError
from gapura.mail.models import Message
from gapura.registration.acts import completing, proving
from gapura.registration.acts.ending import end_links, end_secrets, needed_elsewhere
from gapura.registration.acts.moving import locked, move
from gapura.registration.acts.reviewing import said, tell_activation
from gapura.registration.acts.telling import is_reachable, tell
from gapura.registration.documents import NewDocument, keep
from gapura.registration.models import Application, Document, Remark
from gapura.registration.states import State

MOST_DOCUMENTS = 10
PAUSE = timedelta(minutes=5)
"""Between two messages that the applicant asks for."""


class TooManyDocumentsError(Exception):
    """The application has as many documents as it may have."""


class NotByApplicantError(Exception):
    """Number and e-mail address are enough to look, not to send a secret somewhere else."""


class TooSoonError(Exception):
    """A message was sent only just now."""


@transaction.atomic
def answer(
    *, application: Application, text: str, documents: Sequence[NewDocument] = (), by: trail.Actor
) -> Application:
    """Answer the reviewer's question; the application returns to the queue. MoveError, ReasonMissingError."""
    application = locked(application)
    words = said(text)
    if application.state != State.QUESTION:
        raise MoveError("answer", application.state)
    _keep(application, documents, by)
    Remark.objects.create(application=application, kind=Remark.Kind.ANSWER, text=words, by=by.actor)
    move(application, "answer", by=by)
    return application


@transaction.atomic
def add_documents(
    *, application: Application, documents: Sequence[NewDocument], by: trail.Actor
) -> Application:
    """Add documents while it is not decided. Raises MoveError or TooManyDocumentsError."""
    application = locked(application)
    if application.state not in (State.SUBMITTED, State.IN_REVIEW, State.QUESTION):
        raise MoveError("answer", application.state)
    _keep(application, documents, by)
    return application


@transaction.atomic
def withdraw(*, application: Application, reason: str, by: trail.Actor) -> Application:
    """Withdraw an application; its secrets and links stop working. Raises MoveError."""
    application = locked(application)
    if not application.under_way:
        raise MoveError("withdraw", application.state)
    end_secrets(application, by=by)
    application.reviewer = None
    move(application, "withdraw", by=by, changed=("reviewer",), reason=reason[:300])
    tell(application, "withdrawn", by=by)
    return application


@transaction.atomic
def correct_contact(
    *,
    application: Application,
    email: str | None = None,
    phone: str | None = None,
    proven: bool = False,
    by: trail.Actor,
) -> Application:
    """Correct where the PIC is reached; what went to the old address stops working and is sent anew.

    `email` and `phone` were read by `registration.reading`; None leaves one as it is. The tracking number
    goes to the new address. Whoever was reached before is told, of another phone too. `proven` says that
    the applicant holds the phone on record (`proving.prove`). Raises MoveError where the application is
    over, and NotByApplicantError where an applicant without account or proof would send a secret elsewhere.
    """
    application = locked(application)
    if not application.under_way:
        raise MoveError("correct", application.state)
    if isinstance(by, Application) and not (proven or may_correct(application)):
        raise NotByApplicantError
    if email and application.email and email != application.email:
        tell(application, "moved", by=by)
    if phone is not None and phone != application.phone:
        # Whoever holds the phone may have secrets sent elsewhere later on.
        tell(application, "phone_moved", by=by)
    if email is not None:
        application.email = email
        application.email_hash = lookup_hash("application email", email) if email else None
    if phone is not None and phone != application.phone:
        proving.end_codes(application)
        application.phone = phone
    application.save(update_fields=["email", "email_hash", "phone"])
    trail.record(
        "application.correct_contact",
        by=by,
        subject=application.subject,
        email=email is not None,
        phone=phone is not None,
        proven=proven,
    )
    _send_again(application, by)
    return application


@transaction.atomic
def resend(*, application: Application, by: trail.Actor, hasty: bool = False) -> Application:
    """Send what the PIC waits for once more, with a fresh secret or link; older ones stop working.

    `hasty` is for a coordinator, who may repeat at once. Raises TooSoonError, MoveError where nothing is
    to be sent or no message comes to the PIC.
    """
    application = locked(application)
    if not application.under_way or not is_reachable(application):
        raise MoveError("resend", application.state)
    recent = Message.objects.filter(about=application.subject, created_at__gt=timezone.now() - PAUSE)
    if not hasty and recent.exists():
        raise TooSoonError
    trail.record("application.resend", by=by, subject=application.subject)
    _send_again(application, by)
    return application


def may_correct(application: Application) -> bool:
    """Whether the applicant may correct the address without the coordinator: while no secret was sent."""
    return application.state in (State.SUBMITTED, State.IN_REVIEW, State.QUESTION)


def _send_again(application: Application, by: trail.Actor) -> None:
    account = application.account
    if application.state == State.APPROVED and account is not None:
        if application.email:
            renewed = renew_activation(user=account, by=by, way="email", contact=application.email)
            tell_activation(application, renewed, by=by)
        else:
            end_activations(user=account, by=by)
            tell(application, "approved", by=by)
    elif application.state == State.ACTIVATED:
        if account is not None and not needed_elsewhere(account, application):
            correct_account(user=account, contact=application.email or application.phone, by=by)
        end_links(application)
        completing.send_link(application, by=by)
    elif application.state == State.QUESTION:
        question = application.remarks.filter(kind=Remark.Kind.QUESTION).last()
        tell(application, "question", by=by, question=question.text if question else "")
    else:
        tell(application, "received", by=by)


def _keep(application: Application, documents: Sequence[NewDocument], by: trail.Actor) -> None:
    if Document.objects.filter(application=application).count() + len(documents) > MOST_DOCUMENTS:
        raise TooManyDocumentsError
    for document in documents:
        keep(document, application=application, by=by)
