"""Does everything that should leave have a way out that can be made from the settings?"""

from collections.abc import Iterator

from gapura import config
from gapura.common.findings import Finding, Level
from gapura.mail.listener import Address
from gapura.mail.senders import channels, sender_for, stated


def senders() -> Iterator[Finding]:
    """The sender of each channel, made as a worker makes it at its first message."""
    for channel in channels():
        yield _judged(channel.value)
    if not config.current().sends_sms:
        yield Finding(
            Level.OK, "sms sender", "No SMS, as set: codes and news go by e-mail, or by hand on a slip."
        )


def listener() -> Iterator[Finding]:
    """Where the worker listens for bounces, if it is to."""
    if where := config.current().bounce_listen:
        try:
            Address.parse(where)
        except config.ConfigError as error:
            yield Finding(Level.FAIL, "bounces taken", f"The worker cannot start: {error}.")
        else:
            yield Finding(Level.OK, "bounces taken", f"The worker takes them at {where}.")


def _judged(channel: str) -> Finding:
    subject = f"{channel} sender"
    variable, name, _ours = stated(channel)
    if name == "outbox":
        return Finding(Level.FAIL, subject, f"What should leave by {channel} goes nowhere; set {variable}.")
    try:
        sender_for(channel)
    except config.ConfigError as error:
        return Finding(Level.FAIL, subject, f"Nothing can leave by {channel}: {error}.")
    return Finding(Level.OK, subject, f"Messages leave through {name}.")
