"""A message as the e-mail that goes out."""

from email.utils import parseaddr

from django.core.mail import EmailMultiAlternatives

from gapura import config
from gapura.mail import returns
from gapura.mail.models import Message


def letter(message: Message, mail_from: str) -> EmailMultiAlternatives:
    """The message as e-mail. Its Message-ID is made of its own id, so a copy is known as a copy.

    Where the deployment takes bounces back, the envelope's sender is an address of this message alone.
    """
    domain = parseaddr(mail_from)[1].rpartition("@")[2]
    reply_to = config.current().mail_reply_to
    made = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=returns.address_of(message.id) or mail_from,
        to=[message.to],
        reply_to=[reply_to] if reply_to else [],
        headers={
            "From": mail_from,
            "Message-ID": f"<{message.id}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": message.language,
            **_ways_out(message),
        },
    )
    if message.html:
        made.attach_alternative(message.html, "text/html")
    return made


def _ways_out(message: Message) -> dict[str, str]:
    """The heads by which mail programs offer to end messages of this kind with one press (RFC 8058)."""
    if not message.unsubscribe:
        return {}
    return {
        "List-Unsubscribe": f"<{message.unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
