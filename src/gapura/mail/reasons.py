"""What a mail server's refusal means, in words for whoever can do something about it.

The codes are RFC 3463's enhanced status codes, as they stand in SMTP replies and in bounce messages.
"""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<!\d)([45]\d\d)(?!\d)")

_UNKNOWN = _("The receiving server would not take it.")
_BY_DETAIL: dict[tuple[str, str], Any] = {
    ("1", "1"): _("There is no such mailbox: look for a slip in the address."),
    ("1", "2"): _("There is no such mail domain: look for a slip after the @."),
    ("1", "3"): _("The address is not written as an address."),
    ("1", "6"): _("The mailbox has moved and left no new address."),
    ("1", "10"): _("The domain says that it takes no mail."),
    ("2", "1"): _("The mailbox is switched off."),
    ("2", "2"): _("The mailbox is full."),
    ("2", "3"): _("The message is too large for that mailbox."),
    ("3", "4"): _("The message is too large for that server."),
    ("4", "4"): _("There is no way to that domain's mail server: look for a slip after the @."),
    ("4", "7"): _("The receiving server did not take it in time."),
}
_BY_SUBJECT: dict[str, Any] = {
    "1": _("The address is not accepted."),
    "2": _("The mailbox cannot take it now."),
    "3": _("The receiving mail system is in trouble."),
    "4": _("The receiving mail server cannot be reached."),
    "5": _("The two mail servers did not understand each other."),
    "6": _("The receiving server cannot read the message."),
    "7": _("The receiving server refuses mail from here by its rules."),
}
_BY_REPLY: dict[str, Any] = {
    "421": _("The receiving mail server is busy."),
    "450": _("The mailbox cannot take it now."),
    "451": _("The receiving mail system is in trouble."),
    "452": _("The mailbox is full."),
    "550": _("There is no such mailbox: look for a slip in the address."),
    "551": _("There is no such mailbox: look for a slip in the address."),
    "552": _("The mailbox is full."),
    "553": _("The address is not accepted."),
}
_OURS = "a fault of our own"
_OUR_FAULT = _("Something is wrong on our side; whoever runs this service has been told.")
_BROKEN = _("The server that passes messages on cannot be reached.")


def in_words(said: str) -> Any:
    """A sentence for what the receiving side said: by its status code, then its reply code."""
    if code := CODE.search(said):
        _class, subject, detail = code.groups()
        return _BY_DETAIL.get((subject, detail)) or _BY_SUBJECT.get(subject, _UNKNOWN)
    if reply := _REPLY.match(said):
        return _BY_REPLY.get(reply[1], _UNKNOWN)
    if said.startswith(_OURS):
        return _OUR_FAULT
    return _BROKEN if re.match(r"\w*(Error|timeout|gaierror|Disconnected)\b", said) else _UNKNOWN


def may_pass(said: str) -> bool:
    """Whether the same message could be taken another day: a temporary code, or a mailbox that is full."""
    if code := CODE.search(said):
        return code[1] == "4" or code.groups()[1:] == ("2", "2")
    reply = _REPLY.match(said)
    return bool(reply and (reply[1].startswith("4") or reply[1] == "552"))
