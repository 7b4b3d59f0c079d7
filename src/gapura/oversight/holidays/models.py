"""A region's holidays, as imported or entered."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapura.regions.models import Region


class Holiday(models.Model):
    """A date on which the places of a region and of all regions within it are closed.

    `closes` says whom: offices (with schools and health centres; the metric names them) or every place.
    """

    class Closes(models.TextChoices):
        """Whom a holiday closes."""

        OFFICES = "offices", _("offices, schools and health centres")
        EVERYTHING = "everything", _("every place")

    day = models.DateField()
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="holidays")
    name = models.CharField(max_length=120)
    closes = models.CharField(max_length=10, choices=Closes.choices, default=Closes.OFFICES)
    source = models.CharField(max_length=200, db_comment="where this is laid down")
    entered_by = models.CharField(max_length=80, db_comment="as in the trail")
    entered_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("day", "region_id")
        constraints = (
            models.UniqueConstraint(fields=("day", "region", "name"), name="holiday_once"),
            models.CheckConstraint(
                condition=models.Q(closes__in=("offices", "everything")), name="holiday_closes_known"
            ),
        )

    @property
    def afterwards(self) -> bool:
        """Whether it was entered when its day was over."""
        return timezone.localdate(self.entered_at) > self.day

    def __str__(self) -> str:
        return f"{self.name}, {self.day}"
