"""Who wants a region's weekly report, and which letters with it went out."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone

from gapura.regions.models import Region


def _token() -> str:
    return secrets.token_urlsafe(24)


class Subscription(models.Model):
    """A member of staff's wish to be sent a region's report every week, until it is ended."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(
        max_length=40,
        unique=True,
        default=_token,
        db_comment="in the letter, to end it; good for nothing else",
    )
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "region"), condition=models.Q(ended_at=None), name="subscribed_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} of {self.region_id}"


class WeeklyLetter(models.Model):
    """That a subscriber was sent a week's report: the row comes and goes with the message itself."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="letters")
    week = models.DateField(db_comment="its Monday")
    message_id = models.UUIDField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("subscription", "week"), name="one_letter_a_week"),)

    def __str__(self) -> str:
        return f"{self.subscription_id} for the week of {self.week}"
