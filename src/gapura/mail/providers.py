"""What mail providers tell by their webhooks, as django-anymail reads and checks them."""

from typing import Any

from anymail.signals import EventType, RejectReason
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from gapura.common.requests import readable
from gapura.core.ids import read_id
from gapura.mail import intake, reasons
from gapura.mail.models import Bounce, Message, State
from gapura.mail.reports import Report
from gapura.mail.senders.anymail import METADATA

_STATES = {
    EventType.DELIVERED: State.DELIVERED,
    EventType.COMPLAINED: State.DELIVERED,
    EventType.DEFERRED: State.DELAYED,
    EventType.BOUNCED: State.BOUNCED,
    EventType.REJECTED: State.BOUNCED,
    EventType.FAILED: State.BOUNCED,
}
"""Opening and clicking are not asked of providers: no pixel of theirs is in our messages."""

_SOFT = {RejectReason.TIMED_OUT, RejectReason.OTHER}


class _Reader:
    """Stands before a webhook of anymail's and answers 400 to what is no news in its provider's form."""

    def run_validators(self, request: HttpRequest) -> None:
        """Check who posts; some providers sign in the body."""
        with readable():
            super().run_validators(request)  # type: ignore[misc]

    def parse_events(self, request: HttpRequest) -> list[Any]:
        """The events in the body."""
        with readable():
            return list(super().parse_events(request))  # type: ignore[misc]


def hear(view: Any, request: HttpRequest) -> HttpResponse:
    """Answer a request by one of anymail's webhooks. Raises BadRequest where it holds no news."""
    reader: Any = type("Reader", (_Reader, view.view_class), {})
    answer: HttpResponse = reader.as_view(**view.view_initkwargs)(request)
    return answer


def take(event: Any, **_: object) -> None:
    """Write down what one event says; events about messages that are not ours are passed over."""
    report = _report(event)
    if report is None:
        return
    with transaction.atomic():
        message = _message(event)
        if message is not None:
            intake.tell(message, report)


def _report(event: Any) -> Report | None:
    state = _STATES.get(event.event_type)
    if state is None:
        return None
    said = " ".join(str(word) for word in (event.mta_response, event.description) if word)
    if event.event_type == EventType.COMPLAINED:
        said = "the recipient's mail program was told that this is spam"
    return Report(state, said or str(event.reject_reason or ""), _kind(event, said, state))


def _kind(event: Any, said: str, state: State) -> Bounce | None:
    if state != State.BOUNCED:
        return None
    if reasons.CODE.search(said):
        return Bounce.SOFT if reasons.may_pass(said) else Bounce.HARD
    soft = event.reject_reason in _SOFT or event.event_type == EventType.FAILED
    return Bounce.SOFT if soft else Bounce.HARD


def _message(event: Any) -> Message | None:
    """The message's locked row: by our id where the provider gives it back, else by the provider's own."""
    rows = Message.objects.select_for_update()
    given = event.metadata if isinstance(event.metadata, dict) else {}
    ours = read_id(str(given.get(METADATA)))
    if ours is not None:
        return rows.filter(pk=ours).first()
    theirs = str(event.message_id or "")
    return rows.filter(provider_id=theirs).first() if theirs and theirs.isprintable() else None
