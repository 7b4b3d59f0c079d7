"""What every sender does."""

from dataclasses import dataclass
from typing import Protocol

from gapura.mail.models import Message, State


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try: the message's new state, what the receiving side said, and its name for it."""

    state: State
    reply: str
    provider_id: str = ""

    @classmethod
    def of_code(cls, code: int, reply: str, *, permanent: bool) -> "Outcome":
        """A refusal: bounced for good, or delayed until another try."""
        return cls(State.BOUNCED if permanent else State.DELAYED, f"{code} {reply}".strip())


class Sender(Protocol):
    """Something that takes a message out of this house."""

    def send(self, message: Message) -> Outcome:
        """Try once. Refusals and broken lines are outcomes; exceptions mean a fault of our own."""
        ...
