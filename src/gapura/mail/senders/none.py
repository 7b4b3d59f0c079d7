"""The sender of a channel that a deployment does without."""

from gapura.mail.models import Message, State
from gapura.mail.senders.protocol import Outcome


class NoSender:
    """Gives up at once what was written before the deployment chose to do without."""

    def send(self, message: Message) -> Outcome:
        """Bounced, and no other try."""
        return Outcome(State.BOUNCED, f"nothing is sent by {message.channel} from here, as set")
