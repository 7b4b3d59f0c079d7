"""The dates on which one place is closed, as stated by its people."""

from django.db import models
from django.db.models.functions import Now

from gapura.venues.models import Venue

LONGEST_REASON = 200


class Closure(models.Model):
    """Dates, both ends included, on which one place is closed besides its hours and its region's holidays."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="closures")
    since = models.DateField(db_comment="in the venue's zone")
    until = models.DateField()
    reason = models.CharField(max_length=LONGEST_REASON)
    stated_by = models.CharField(max_length=80, db_comment="as in the trail")
    stated_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-since", "-pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="closure_period"),
        )

    def __str__(self) -> str:
        return f"{self.venue_id} closed from {self.since} to {self.until}"
