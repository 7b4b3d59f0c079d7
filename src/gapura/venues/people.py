"""The people of a venue as its PIC sees them: their account, and whether the mail about it arrived."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from gapura.accounts.models import Activation, User
from gapura.mail.models import Message
from gapura.venues.acts.inviting import about
from gapura.venues.models import Post


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody's account has come. `message` is the newest one about it."""

    user: User
    activation: Activation | None
    message: Message | None

    @property
    def state(self) -> str:
        """`active`, `open` (may activate), `expired` (needs a new one-time password) or `closed`."""
        if self.user.is_active:
            return "active"
        if self.activation is None or self.activation.state == Activation.State.USED:
            return "closed"
        return "open" if self.activation.state == Activation.State.OPEN else "expired"


@dataclass(frozen=True, slots=True)
class Officer:
    """A gate officer: the post, and how far the account has come."""

    post: Post
    standing: Standing

    @property
    def ended(self) -> bool:
        """Whether the post has ended by itself."""
        return self.post.until is not None and self.post.until <= timezone.now()


def standings(users: Sequence[User]) -> dict[int, Standing]:
    """How far these accounts have come; two statements however many."""
    activations: dict[int, Activation] = {}
    for activation in Activation.objects.filter(user__in=users).order_by("made_at"):
        activations[activation.user_id] = activation
    messages: dict[str, Message] = {}
    for message in Message.objects.filter(about__in=[about(user) for user in users]).order_by("created_at"):
        messages[message.about] = message
    return {user.pk: Standing(user, activations.get(user.pk), messages.get(about(user))) for user in users}
