"""The ways a message leaves this house, and which one this deployment uses for which channel."""

from collections.abc import Callable
from functools import cache

from django.utils.module_loading import import_string

from gapura import config
from gapura.mail.models import Channel
from gapura.mail.senders.anymail import AnymailSender
from gapura.mail.senders.http import HttpSender
from gapura.mail.senders.outbox import OutboxSender
from gapura.mail.senders.protocol import Outcome, Sender
from gapura.mail.senders.smtp import SmtpSender

__all__ = ["AnymailSender", "HttpSender", "OutboxSender", "Outcome", "Sender", "SmtpSender", "sender_for"]

_EMAIL: dict[str, Callable[[config.Config], Sender]] = {
    "outbox": lambda _: OutboxSender(),
    "smtp": lambda settings: SmtpSender(settings.smtp_url, settings.mail_from),
    "anymail": lambda settings: AnymailSender(settings.anymail_provider, settings.mail_from),
}
_SMS: dict[str, Callable[[config.Config], Sender]] = {
    "outbox": lambda _: OutboxSender(),
    "http": lambda settings: HttpSender(settings.sms_url),
}


@cache
def sender_for(channel: str) -> Sender:
    """The sender this deployment states for a channel. Raises ConfigError where none has that name."""
    settings = config.current()
    email = channel == Channel.EMAIL
    name = settings.email_sender if email else settings.sms_sender
    known = _EMAIL if email else _SMS
    if name in known:
        return known[name](settings)
    variable = "GAPURA_EMAIL_SENDER" if email else "GAPURA_SMS_SENDER"
    if "." not in name:
        raise config.ConfigError(f"{variable} must be {', '.join(known)} or package.Class, not {name!r}")
    try:
        return import_string(name)()  # type: ignore[no-any-return]
    except ImportError as error:
        raise config.ConfigError(f"{variable}: {error}") from error
