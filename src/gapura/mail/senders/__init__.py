"""The ways a message leaves this house, and which one this deployment uses for which channel."""

from collections.abc import Callable
from functools import cache

from django.utils.module_loading import import_string

from gapura import config
from gapura.mail.models import Channel
from gapura.mail.senders.anymail import AnymailSender
from gapura.mail.senders.http import HttpSender
from gapura.mail.senders.none import NoSender
from gapura.mail.senders.outbox import OutboxSender
from gapura.mail.senders.protocol import Outcome, Sender
from gapura.mail.senders.smtp import SmtpSender

__all__ = [
    "AnymailSender",
    "HttpSender",
    "NoSender",
    "OutboxSender",
    "Outcome",
    "Sender",
    "SmtpSender",
    "channels",
    "sender_for",
    "stated",
]

Known = dict[str, Callable[[config.Config], Sender]]
_EMAIL: Known = {
    "outbox": lambda _: OutboxSender(),
    "smtp": lambda settings: SmtpSender(settings.smtp_url, settings.mail_from),
    "anymail": lambda settings: AnymailSender(settings.anymail_provider, settings.mail_from),
}
_SMS: Known = {
    "none": lambda _: NoSender(),
    "outbox": lambda _: OutboxSender(),
    "http": lambda settings: HttpSender(settings.sms_url),
}
_WHATSAPP: Known = {
    "outbox": lambda _: OutboxSender(),
    "http": lambda settings: HttpSender(settings.whatsapp_url, "GAPURA_WHATSAPP_URL"),
}


def channels() -> list[Channel]:
    """The ways by which this deployment can send, e-mail first; WhatsApp only where it is set up."""
    settings = config.current()
    sms = [Channel.SMS] if settings.sends_sms else []
    whatsapp = [Channel.WHATSAPP] if settings.whatsapp_sender else []
    return [Channel.EMAIL, *sms, *whatsapp]


def stated(channel: str) -> tuple[str, str, Known]:
    """The setting that names a channel's sender, the name it states, and the senders of ours there are."""
    settings = config.current()
    return {
        Channel.EMAIL: ("GAPURA_EMAIL_SENDER", settings.email_sender, _EMAIL),
        Channel.SMS: ("GAPURA_SMS_SENDER", settings.sms_sender, _SMS),
        Channel.WHATSAPP: ("GAPURA_WHATSAPP_SENDER", settings.whatsapp_sender, _WHATSAPP),
    }[Channel(channel)]


@cache
def sender_for(channel: str) -> Sender:
    """The sender this deployment states for a channel. Raises ConfigError where none has that name."""
    variable, name, known = stated(channel)
    if name in known:
        return known[name](config.current())
    if "." not in name:
        raise config.ConfigError(f"{variable} must be {', '.join(known)} or package.Class, not {name!r}")
    try:
        return import_string(name)()  # type: ignore[no-any-return]
    except (ImportError, TypeError) as error:  # there is none, or it cannot be made of nothing
        raise config.ConfigError(f"{variable}: {error}") from error
