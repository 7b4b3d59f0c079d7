"""The demo's sender: the message stays here and is read on the outbox page."""

from gapura.mail.models import Message, State
from gapura.mail.senders.protocol import Outcome


class OutboxSender:
    """Delivers nothing anywhere."""

    def send(self, message: Message) -> Outcome:
        """Kept where the outbox page shows it; there is no server that could say anything."""
        return Outcome(State.DELIVERED, "")
