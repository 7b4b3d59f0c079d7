"""Hands e-mail over to an SMTP server and keeps what the server said."""

import smtplib
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.mail.backends.smtp import EmailBackend

from gapura import config
from gapura.mail.models import Message, State
from gapura.mail.senders.letters import letter
from gapura.mail.senders.protocol import Outcome

TIMEOUT = 30
"""Seconds without a word from the server before the try counts as failed."""

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Server:
    """Where and how to reach the SMTP server."""

    host: str
    port: int
    username: str
    password: str
    starttls: bool
    tls: bool

    @classmethod
    def parse(cls, url: str) -> "Server":
        """Read `smtp://`, `smtp+starttls://` or `smtps://` with optional user, password and port.

        Raises ConfigError naming the setting.
        """
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in _PORTS or not parts.hostname or port == -1 or parts.path.strip("/"):
            raise config.ConfigError(
                "GAPURA_SMTP_URL must look like smtp://host:25, smtp+starttls://user:password@host:587 "
                "or smtps://user:password@host:465"
            )
        return cls(
            host=parts.hostname,
            port=port or _PORTS[parts.scheme],
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            starttls=parts.scheme == "smtp+starttls",
            tls=parts.scheme == "smtps",
        )


class _Remembers:
    """What the server said when it took the message; the standard library throws it away."""

    accepted = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """As smtplib's, keeping the last word."""
        code, reply = super().data(msg)  # type: ignore[misc]
        self.accepted = f"{code} {_text(reply)}"
        return code, reply


class _Plain(_Remembers, smtplib.SMTP):
    """smtplib's connection, remembering."""


class _Tls(_Remembers, smtplib.SMTP_SSL):
    """smtplib's connection inside TLS, remembering."""


class _Backend(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Tls if self.use_ssl else _Plain


class SmtpSender:
    """Sends each message through a connection of its own."""

    def __init__(self, url: str, mail_from: str) -> None:
        self.server = Server.parse(url)
        self.mail_from = mail_from

    def send(self, message: Message) -> Outcome:
        """Handed over, bounced (the server refused for good) or delayed (anything that may pass)."""
        backend = self._backend()
        try:
            backend.open()
            backend.send_messages([letter(message, self.mail_from)])
            return Outcome(State.HANDED_OVER, getattr(backend.connection, "accepted", ""))
        except smtplib.SMTPRecipientsRefused as refused:
            return _refused(*next(iter(refused.recipients.values())))
        except smtplib.SMTPDataError as refused:
            return _refused(refused.smtp_code, refused.smtp_error)
        except smtplib.SMTPResponseException as refused:
            # A greeting, TLS, password or sender refused is this deployment's trouble, not the recipient's.
            return Outcome.of_code(refused.smtp_code, _text(refused.smtp_error), permanent=False)
        except OSError as broken:
            return Outcome(State.DELAYED, f"{type(broken).__name__}: {broken}")
        finally:
            _close(backend)

    def _backend(self) -> _Backend:
        return _Backend(
            host=self.server.host,
            port=self.server.port,
            username=self.server.username,
            password=self.server.password,
            use_tls=self.server.starttls,
            use_ssl=self.server.tls,
            timeout=TIMEOUT,
            fail_silently=False,
        )


def _refused(code: int, reply: bytes | str) -> Outcome:
    return Outcome.of_code(code, _text(reply), permanent=500 <= code < 600)


def _close(backend: _Backend) -> None:
    try:
        backend.close()
    except (OSError, smtplib.SMTPException):
        # The message's fate is known already; a farewell that fails changes nothing.
        return


def _text(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
