"""Messages to people, kept sealed, with what became of each."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from gapura.common.fields import SealedTextField


class Channel(models.TextChoices):
    """By which way a message travels."""

    EMAIL = "email", "E-mail"
    SMS = "sms", _("Text message")


class State(models.TextChoices):
    """How far a message has come; DESIGN guarantee 9."""

    QUEUED = "queued", _("queued")
    HANDED_OVER = "handed_over", _("handed over")
    DELIVERED = "delivered", _("delivered")
    DELAYED = "delayed", _("delayed")
    BOUNCED = "bounced", _("bounced")
    OPENED = "opened", _("opened")


class Message(models.Model):
    """One message to one person. `reply` keeps what the receiving server said."""

    id = models.UUIDField(primary_key=True)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    to = SealedTextField()
    to_hash = models.BinaryField(db_index=True)
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=5)
    subject = SealedTextField()
    text = SealedTextField()
    html = SealedTextField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    reply = models.TextField(blank=True)
    tries = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), db_index=True)
    state_at = models.DateTimeField(db_default=Now())
    forgotten_at = models.DateTimeField(null=True, db_comment="when subject and text were emptied")

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.template} {self.id} {self.state}"
