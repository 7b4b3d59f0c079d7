"""Figures that were published: frozen as they went out, and never changed afterwards."""

from django.db import models
from django.utils import timezone

from gapura.regions.models import Region


class Release(models.Model):
    """One week of one region's figures, made public by a reviewer or, where one said so, by itself.

    `figures` is what the open data answers; small cells are already suppressed in it.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    week = models.DateField(db_comment="its Monday")
    figures = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.CharField(max_length=80, db_comment="as in the trail")
    goes_on = models.BooleanField(default=False, db_comment="whether the next week is published by itself")
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, db_comment="why it was withdrawn")

    class Meta:
        ordering = ("-week", "region")
        constraints = (
            models.UniqueConstraint(
                fields=("region", "week"), condition=models.Q(withdrawn_at=None), name="week_published_once"
            ),
            models.CheckConstraint(condition=models.Q(week__iso_week_day=1), name="release_begins_on_monday"),
        )

    def __str__(self) -> str:
        return f"{self.region_id}, week of {self.week}"
