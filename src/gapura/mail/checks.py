"""Does everything that should leave have a way out that can be made from the settings?"""

from collections.abc import Iterator

from gapura import config
from gapura.common.findings import Finding, Level
from gapura.mail.models import Channel
from gapura.mail.senders import channels, sender_for


def senders() -> Iterator[Finding]:
    """The sender of each channel, made as a worker makes it at its first message."""
    settings = config.current()
    named = {
        Channel.EMAIL: settings.email_sender,
        Channel.SMS: settings.sms_sender,
        Channel.WHATSAPP: settings.whatsapp_sender,
    }
    for channel in channels():
        yield Finding(*_judged(channel.value, named[channel]))


def _judged(channel: str, name: str) -> tuple[Level, str, str]:
    subject = f"{channel} sender"
    if name == "outbox":
        advice = f"goes nowhere; set GAPURA_{channel.upper()}_SENDER."
        return Level.FAIL, subject, f"What should leave by {channel} {advice}"
    try:
        sender_for(channel)
    except config.ConfigError as error:
        return Level.FAIL, subject, f"Nothing can leave by {channel}: {error}."
    return Level.OK, subject, f"Messages leave through {name}."
