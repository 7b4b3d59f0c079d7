"""Times in which nobody scanned at a place though it was open."""

from django.db import models
from django.db.models.functions import Now

from gapura.venues.models import Venue


class Spell(models.Model):
    """A place gone quiet: since which open day, who was told, and when somebody scanned again."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="spells")
    since = models.DateField(db_comment="the first open day without a check-in")
    open_days = models.SmallIntegerField(db_comment="open days without a check-in so far")
    noticed_at = models.DateTimeField(db_default=Now())
    told = models.SmallIntegerField(default=0, db_comment="people in charge who were written to")
    called_at = models.DateTimeField(null=True, db_comment="when the coordinator said to have called")
    called_by = models.CharField(max_length=80, blank=True, db_comment="as in the trail")
    note = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-open_days", "since")
        constraints = (
            models.UniqueConstraint(
                fields=("venue",), condition=models.Q(ended_at=None), name="one_quiet_spell_per_venue"
            ),
        )

    def __str__(self) -> str:
        return f"{self.venue_id} quiet since {self.since}"
