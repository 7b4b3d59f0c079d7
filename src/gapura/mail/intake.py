"""Takes in a letter that came back to a message's return address."""

from collections.abc import Iterable
from email import message_from_bytes
from email.utils import getaddresses
from uuid import UUID

from django.db import transaction

from gapura.mail import history, reports, returns
from gapura.mail.models import Message, State

HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
"""Where a letter's own address stands if the one who brings it does not say."""

LARGEST = 1024 * 1024
"""Bytes that a letter may have; what it encloses of ours is much smaller."""


class NotOursError(Exception):
    """The letter is addressed to no message of this deployment."""

    def __init__(self) -> None:
        super().__init__("this is no return address of a message sent from here")


def receive(content: bytes, *, to: Iterable[str] = ()) -> reports.Report | None:
    """Write down what a letter that came back says of its message; the news, or None where it held none.

    `to` is whom the envelope names; without it the letter's own headers are read. Raises NotOursError.
    """
    content = content[:LARGEST]
    message_id = _named(to or _addresses_in(content))
    report = reports.read(content)
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(pk=message_id).first()
        if message is None:
            raise NotOursError
        if report is not None:
            tell(message, report)
    return report


def tell(message: Message, report: reports.Report) -> None:
    """Write news that came from outside to a message whose row the caller holds locked."""
    if message.under_way:
        # Somebody out there has it already: it must not be sent once more.
        history.note(message, State.HANDED_OVER)
    history.note(message, report.state, detail=report.detail, bounce=report.bounce)


def _named(addresses: Iterable[str]) -> UUID:
    for address in addresses:
        if (message_id := returns.message_of(address)) is not None:
            return message_id
    raise NotOursError


def _addresses_in(content: bytes) -> list[str]:
    letter = message_from_bytes(content)
    found = [str(value)[:2000] for name in HEADERS for value in letter.get_all(name, [])]
    return [address for _name, address in getaddresses(found)]
