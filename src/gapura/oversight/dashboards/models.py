"""What health officers enter by hand: a regency's cases, recoveries and doses of a day."""

from django.db import models
from django.db.models.functions import Now

from gapura.regions.models import Region


class HealthDay(models.Model):
    """A regency's figures of one day, as its health office reports them; None where one was not reported.

    The trail holds who entered what, corrections too. Local: a nation has 514 regencies.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    cases = models.IntegerField(null=True, db_comment="new confirmed cases")
    recoveries = models.IntegerField(null=True)
    doses = models.IntegerField(null=True, db_comment="doses given, first to booster together")
    entered_by = models.CharField(max_length=80, db_comment="as in the trail")
    entered_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-day",)
        constraints = (
            models.UniqueConstraint(fields=("region", "day"), name="healthday_once_per_region_and_day"),
            models.CheckConstraint(
                condition=models.Q(cases__gte=0, recoveries__gte=0, doses__gte=0),
                name="healthday_not_negative",
            ),
        )

    def __str__(self) -> str:
        return f"{self.region_id} on {self.day}"
