"""The known stock of places with its sources, and each day's coverage of each region, kept for good."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from gapura.regions.models import Region


class StockList(models.Model):
    """A list of how many places there are, as somebody published it; it is taken back, never changed."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200, db_comment="who counted, and where that can be read")
    as_of = models.DateField(db_comment="the day it speaks of")
    imported_at = models.DateTimeField(default=timezone.now)
    imported_by = models.CharField(max_length=80, db_comment="as in the trail")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-as_of", "-id")

    def __str__(self) -> str:
        return f"{self.source}, {self.as_of}"


class Stock(models.Model):
    """How many places of one category a list says there are in one region."""

    list = models.ForeignKey(StockList, on_delete=models.CASCADE, related_name="lines")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=40)
    places = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("list", "region", "category"), name="stock_once_per_list"),
            models.CheckConstraint(condition=models.Q(places__gte=0), name="stock_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.places} {self.category} in {self.region_id}"


class CoverageDay(models.Model):
    """One category's places of one region on one day; regions are nation, province, regency and kecamatan.

    `known` is the stock in force that day, null where no list speaks of it; the `known_` columns count only
    places of those parts of the region whose stock is known, so that a share never mixes the two.
    """

    pk = models.CompositePrimaryKey("region_id", "day", "category")
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    day = models.DateField()
    category = models.CharField(max_length=40)
    applying = models.IntegerField(db_comment="applications on their way")
    registered = models.IntegerField(db_comment="places whose codes work")
    confirmed = models.IntegerField(db_comment="registered places that somebody is in charge of")
    live = models.IntegerField(db_comment="registered places where somebody scanned lately")
    known = models.IntegerField(null=True)
    known_registered = models.IntegerField()
    known_confirmed = models.IntegerField()
    known_live = models.IntegerField()
    counted_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = (models.Index(fields=("day",), name="oversight_coverageday_day"),)

    def __str__(self) -> str:
        return f"{self.category} in {self.region_id} on {self.day}"
