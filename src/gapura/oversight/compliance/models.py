"""People counted at the door by hand."""

from django.db import models
from django.db.models.functions import Now

from gapura.venues.models import Venue

MOST = 100_000


class HeadCount(models.Model):
    """How many people came to a place on a whole day, counted by an officer or the person in charge."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="head_counts")
    day = models.DateField(db_comment="in the venue's zone")
    people = models.IntegerField()
    counted_by = models.CharField(max_length=80, db_comment="as in the trail")
    counted_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-day",)
        constraints = (
            models.UniqueConstraint(fields=("venue", "day"), name="head_count_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(people__range=(0, MOST)), name="head_count_people_sane"
            ),
        )

    def __str__(self) -> str:
        return f"{self.people} in {self.venue_id} on {self.day}"
