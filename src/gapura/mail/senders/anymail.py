"""Hands e-mail over to a mail provider's programming interface, whichever of those that anymail knows."""

from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailConfigurationError, AnymailRecipientsRefused
from django.utils.module_loading import import_string

from gapura import config
from gapura.mail import returns
from gapura.mail.models import Message, State
from gapura.mail.senders.http import KEPT, MAY_PASS
from gapura.mail.senders.letters import letter
from gapura.mail.senders.protocol import Outcome

METADATA = "gapura"
"""Under this name the provider keeps our message's id, and gives it back with its news."""


class AnymailSender:
    """Sends each message by the provider named in GAPURA_ANYMAIL_PROVIDER, such as `postmark`."""

    def __init__(self, provider: str, mail_from: str) -> None:
        self.provider, self.mail_from = provider, mail_from
        try:
            self._backend = import_string(f"anymail.backends.{provider}.EmailBackend")
            self._backend()
        except (ImportError, AnymailConfigurationError) as error:
            raise config.ConfigError(
                f"GAPURA_ANYMAIL_PROVIDER={provider!r}: {error}. It is a provider that django-anymail knows, "
                "and its own settings are written GAPURA_ANYMAIL_NAME."
            ) from error

    def send(self, message: Message) -> Outcome:
        """Handed over, bounced or delayed, with what the provider answered and its own name for it."""
        made: Any = letter(message, self.mail_from)
        # Providers set the envelope's sender themselves, and take ours where they can.
        made.envelope_sender = returns.address_of(message.id) or None
        made.from_email = self.mail_from
        made.extra_headers.pop("From")
        made.metadata = {METADATA: str(message.id)}
        try:
            self._backend().send_messages([made])
        except AnymailRecipientsRefused as refused:
            return Outcome(State.BOUNCED, f"{self.provider} refuses this recipient: {_first_line(refused)}")
        except AnymailAPIError as refused:
            return self._refused(refused)
        status = made.anymail_status
        words = ", ".join(sorted(status.status or ()))
        return Outcome(State.HANDED_OVER, f"{self.provider}: {words}", str(status.message_id or "")[:200])

    def _refused(self, refused: Any) -> Outcome:
        code = refused.status_code
        if code is None:
            return Outcome(State.DELAYED, _first_line(refused.__cause__ or refused))
        permanent = 400 <= code < 500 and code not in MAY_PASS
        return Outcome.of_code(code, getattr(refused.response, "text", "")[:KEPT], permanent=permanent)


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0][:KEPT]
