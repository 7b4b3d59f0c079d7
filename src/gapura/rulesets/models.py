"""Pins: an authority's word that one rule set holds for a region, whatever its dates."""

from django.db import models
from django.db.models.functions import Now

from gapura.regions.models import Region


class Pin(models.Model):
    """One pin. The newest open pin of the nearest region holds; without one, the dates decide."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="pins")
    ruleset = models.CharField(max_length=40)
    reason = models.CharField(max_length=500)
    pinned_by = models.CharField(max_length=80)
    pinned_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("region",), condition=models.Q(ended_at__isnull=True), name="one_open_pin_per_region"
            ),
        )

    def __str__(self) -> str:
        return f"{self.ruleset} @ {self.region_id}"
