"""Messages to people, kept sealed, with what became of each and when."""

from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from gapura.common.fields import SealedTextField
from gapura.mail import reasons


class Channel(models.TextChoices):
    """By which way a message travels."""

    EMAIL = "email", "E-mail"
    SMS = "sms", _("Text message")
    WHATSAPP = "whatsapp", "WhatsApp"


class State(models.TextChoices):
    """How far a message has come (guarantee 9)."""

    QUEUED = "queued", _("queued")
    HANDED_OVER = "handed_over", _("handed over")
    DELIVERED = "delivered", _("delivered")
    DELAYED = "delayed", _("delayed")
    BOUNCED = "bounced", _("bounced")
    OPENED = "opened", _("opened")


UNDER_WAY = (State.QUEUED, State.DELAYED)
"""A message in one of these is still here, unless the next server has it already."""


class Bounce(models.TextChoices):
    """Whether another try to the same address could help."""

    HARD = "hard", _("for good")
    SOFT = "soft", _("for now")


class Message(models.Model):
    """One message to one person. `reply` keeps what the receiving server said last."""

    id = models.UUIDField(primary_key=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    to = SealedTextField()
    to_hash = models.BinaryField(db_index=True)
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=5)
    about = models.CharField(
        max_length=80, blank=True, default="", db_index=True, db_comment="kind:id of what it is about"
    )
    again_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="sent_again"
    )
    mark = models.CharField(max_length=16, null=True, unique=True, db_comment="the m= of its links")
    unsubscribe = models.CharField(
        max_length=200, blank=True, default="", db_comment="where one press ends messages of this kind"
    )
    subject = SealedTextField()
    text = SealedTextField()
    html = SealedTextField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    bounce = models.CharField(max_length=4, choices=Bounce.choices, blank=True, default="")
    reply = models.TextField(blank=True)
    provider_id = models.CharField(
        max_length=200, blank=True, default="", db_index=True, db_comment="the provider's name for it"
    )
    tries = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), db_index=True)
    state_at = models.DateTimeField(db_default=Now())
    next_try_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True, db_comment="from then on it is never sent again")
    opened_at = models.DateTimeField(null=True, db_comment="when a link in it was first followed")
    forgotten_at = models.DateTimeField(null=True, db_comment="when subject and text were emptied")

    class Meta:
        ordering = ("-created_at",)
        indexes = [
            models.Index(
                fields=["created_at"],
                name="message_under_way",
                condition=models.Q(state__in=("queued", "delayed"), handed_over_at=None),
            ),
            models.Index(fields=["state_at"], name="message_bounced", condition=models.Q(state="bounced")),
            models.Index(
                fields=["created_at"], name="message_remembered", condition=models.Q(forgotten_at=None)
            ),
            models.Index(fields=["state", "created_at"], name="message_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.id} {self.state}"

    @property
    def under_way(self) -> bool:
        """Whether this house still has to hand it over."""
        return self.state in UNDER_WAY and self.handed_over_at is None

    @property
    def reason(self) -> Any:
        """Why it is delayed or bounced, in plain words; empty for every other state."""
        return _reason(self.state, self.reply)


class Delivery(models.Model):
    """One change of a message's state: the steps of its way. Rows are only ever added."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=12, choices=State.choices)
    bounce = models.CharField(max_length=4, choices=Bounce.choices, blank=True, default="")
    at = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(null=True, db_comment="when a delayed message is tried again")
    detail = models.TextField(blank=True, db_comment="what the receiving side said")

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"

    @property
    def word(self) -> Any:
        """The state in words, a bounce with its kind."""
        if self.state != State.BOUNCED:
            return self.get_state_display()
        return _("bounced for good") if self.bounce == Bounce.HARD else _("bounced for now")

    @property
    def look(self) -> str:
        """The colour whose badge goes with the state; the shape differs by state."""
        if self.state == State.BOUNCED:
            return "black" if self.bounce == Bounce.HARD else "red"
        return {State.DELIVERED: "green", State.OPENED: "green", State.DELAYED: "yellow"}.get(
            State(self.state), ""
        )

    @property
    def reason(self) -> Any:
        """Why it is delayed or bounced, in plain words; empty for every other state."""
        return _reason(self.state, self.detail)


def _reason(state: str, said: str) -> Any:
    return reasons.in_words(said) if state in {State.DELAYED, State.BOUNCED} else ""
