"""Reads what comes back to a return address: is it news of a message, and which?

Delivery status notifications as RFC 3464 has them; bounces in plain text as older servers write them; and
what is no bounce at all: notes of absence (RFC 3834), receipts of reading, people's answers.
"""

import logging
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message as Letter
from typing import Final

from gapura.mail import reasons
from gapura.mail.models import Bounce, State

log = logging.getLogger(__name__)

READ: Final = 64 * 1024
"""So many characters of a plain text are looked at."""

PARTS: Final = 50

_ABSENT = re.compile(
    r"out of (the )?office|automatic reply|auto(matic)?[ -]?(reply|response)|autoreply|vacation|on leave"
    r"|balasan otomatis|di luar kantor|sedang cuti",
    re.I,
)
_MACHINE = re.compile(r"mailer-daemon|postmaster|mail delivery (sub)?system", re.I)
_FAILED_SUBJECT = re.compile(
    r"undeliver|failure notice|delivery (has )?failed|returned mail|returning message|not be delivered"
    r"|delivery (status|failure)|mail (delivery )?(failed|failure)|warning.*delayed",
    re.I,
)
_STILL_TRYING = re.compile(
    r"still trying|will (keep|continue)( on)? trying|will be retried|do(es)? not need to (do|resend|take)"
    r"|not required to take any action|has been delayed|warning message only",
    re.I,
)
_NOBODY = re.compile(
    r"user (is )?unknown|unknown (user|recipient|address|local)|no such (user|recipient|mailbox|address|host)"
    r"|does ?n[o']t exist|tidak ditemukan|not found|invalid (recipient|mailbox|address)|mailbox unavailable"
    r"|account (has been )?disabled|domain name not found",
    re.I,
)
_COPY = re.compile(
    r"^--.*(copy of (the|your) message|original message|unsent message|pesan asli).*$", re.I | re.M
)
_REMOTE_SAID = re.compile(r"\b[45]\d\d[ -](?:#?[45]\.\d{1,3}\.\d{1,3}\b)?[^\n]{0,200}")


@dataclass(frozen=True, slots=True)
class Report:
    """News of a message: its state, for a bounce its kind, and what the server said."""

    state: State
    detail: str
    bounce: Bounce | None = None


def read(content: bytes) -> Report | None:
    """The news in a letter that came back, or None where it holds none or cannot be read."""
    try:
        return _read(message_from_bytes(content))
    except Exception as error:
        # Anybody may send anything here, and the standard library's reader raises many things.
        log.warning("a letter that came back cannot be read: %s", type(error).__name__)
        return None


def _read(letter: Letter) -> Report | None:
    if blocks := _recipient_blocks(letter):
        return next(filter(None, map(_of_block, blocks)), None)
    if _is_receipt(letter):
        return None
    if _header(letter, "X-Failed-Recipients"):
        return _of_text(letter)
    if _is_from_machine(letter):
        return _of_text(letter)
    return None


def _recipient_blocks(letter: Letter) -> list[Letter]:
    """The groups of fields about one recipient each, of every delivery status in the letter itself."""
    if letter.get_content_type() not in {"multipart/report", "multipart/mixed", "message/delivery-status"}:
        return []
    blocks: list[Letter] = []
    for part in _own_parts(letter):
        if part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            blocks += [group for group in groups if isinstance(group, Letter)] if groups else []
    return [block for block in blocks if block.get("Action")]


def _own_parts(letter: Letter) -> list[Letter]:
    """The letter's parts, not those of the message that it encloses."""
    parts = letter.get_payload()
    if letter.get_content_type() == "message/delivery-status" or not isinstance(parts, list):
        return [letter]
    return [part for part in parts[:PARTS] if isinstance(part, Letter)]


def _of_block(block: Letter) -> Report | None:
    action = _field(block, "Action").lower()
    status = _field(block, "Status")
    diagnostic = _field(block, "Diagnostic-Code").partition(";")[2].strip() or _field(
        block, "Diagnostic-Code"
    )
    # The diagnosis is the receiving server's own word; the status is there also where nobody answered.
    code = reasons.CODE.search(diagnostic) or reasons.CODE.search(status)
    detail = diagnostic if reasons.CODE.search(diagnostic) else f"{status} {diagnostic}".strip()
    if action == "failed":
        kind = _kind(code[0] if code else "", diagnostic)
        return Report(State.BOUNCED, detail or "failed", kind)
    if action == "delayed":
        return Report(State.DELAYED, detail or "delayed")
    if action == "delivered":
        return Report(State.DELIVERED, detail)
    if action in {"relayed", "expanded"}:
        return Report(State.HANDED_OVER, f"{action} {detail}".strip())
    return None


def _kind(code: str, said: str) -> Bounce:
    if code or re.match(r"[45]\d\d\b", said):
        return Bounce.SOFT if reasons.may_pass(code or said) else Bounce.HARD
    return Bounce.HARD if _NOBODY.search(said) else Bounce.SOFT


def _is_receipt(letter: Letter) -> bool:
    """A note of absence, a receipt of reading, a list's answer: sent by a program, but no bounce."""
    if letter.get_param("report-type") == "disposition-notification":
        return True
    if _header(letter, "X-Autoreply") or _header(letter, "X-Autorespond"):
        return True
    subject = _header(letter, "Subject")
    if _ABSENT.search(subject):
        return True
    replied = _header(letter, "Auto-Submitted").lower().startswith("auto-replied")
    return replied and not _FAILED_SUBJECT.search(subject)


def _is_from_machine(letter: Letter) -> bool:
    sender = _header(letter, "From")
    return bool(_MACHINE.search(sender)) and bool(
        _FAILED_SUBJECT.search(_header(letter, "Subject")) or _REMOTE_SAID.search(_text(letter))
    )


def _of_text(letter: Letter) -> Report:
    text = _text(letter)
    said = _REMOTE_SAID.search(text)
    code = reasons.CODE.search(text)
    first = said[0].strip() if said else ""
    if _STILL_TRYING.search(text) or _STILL_TRYING.search(_header(letter, "Subject")):
        return Report(State.DELAYED, first or (code[0] if code else "delayed"))
    nobody = _NOBODY.search(text)
    detail = first or (code[0] if code else nobody[0] if nobody else "returned by the mail system")
    return Report(State.BOUNCED, detail, _kind(code[0] if code else "", first or text))


def _text(letter: Letter) -> str:
    """The beginning of what the letter itself says in plain text, before what it encloses."""
    for part in letter.walk():
        if part.get_content_type() == "text/plain":
            raw = part.get_payload(decode=True)
            text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
            return _before_the_copy(text[:READ])
    return ""


def _before_the_copy(text: str) -> str:
    copy = _COPY.search(text)
    return text[: copy.start()] if copy else text


def _field(block: Letter, name: str) -> str:
    return " ".join(str(block.get(name, "")).split())


def _header(letter: Letter, name: str) -> str:
    value = str(letter.get(name, ""))[:1000]
    try:
        return " ".join(str(make_header(decode_header(value))).split())
    except (LookupError, ValueError):
        return " ".join(value.split())
