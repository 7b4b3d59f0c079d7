"""The tree of administrative regions, and their outlines on the map."""

from django.db import models
from django.utils import timezone

from gapura.core.shapes import Shape


class Level(models.TextChoices):
    """How far down the tree a region stands."""

    NATION = "nation", "Negara"
    PROVINCE = "province", "Provinsi"
    REGENCY = "regency", "Kabupaten/Kota"
    KECAMATAN = "kecamatan", "Kecamatan"
    VILLAGE = "village", "Desa/Kelurahan"


CODE_LENGTHS = {
    Level.PROVINCE: len("51"),
    Level.REGENCY: len("51.04"),
    Level.KECAMATAN: len("51.04.01"),
    Level.VILLAGE: len("51.04.01.2001"),
}
"""How many characters of a code name the region of each level that it lies in."""


class Region(models.Model):
    """One region under its official code (`51.04.03.2001`); the nation's code is `ID`."""

    code = models.CharField(max_length=13, primary_key=True)
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=10, choices=Level.choices)
    kind = models.CharField(max_length=20, blank=True, db_comment="desa, kelurahan, kabupaten, kota")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    time_zone = models.CharField(max_length=40, default="Asia/Makassar")
    ppkm_level = models.SmallIntegerField(
        null=True, blank=True, db_comment="1 to 4 where the authority set one"
    )

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ppkm_level__isnull=True) | models.Q(ppkm_level__range=(1, 4)),
                name="region_ppkm_level_1_to_4",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def kecamatan(self) -> "Region":
        """The kecamatan that a village lies in; the region itself where it is a larger one."""
        return self.parent if self.level == Level.VILLAGE and self.parent else self

    def covers(self, other: "Region") -> bool:
        """Whether `other` is this region or lies within it."""
        return self.level == Level.NATION or f"{other.code}.".startswith(f"{self.code}.")

    def within(self, field: str = "region__code") -> models.Q:
        """A filter for rows whose `field` holds the code of this region or of one within it."""
        if self.level == Level.NATION:
            return models.Q()
        return models.Q(**{field: self.code}) | models.Q(**{f"{field}__startswith": f"{self.code}."})


class Outline(models.Model):
    """Where a region lies: rings of [longitude, latitude] in degrees, and the box around them.

    Whatever is within an odd number of rings is within the region.
    """

    region = models.OneToOneField(Region, primary_key=True, on_delete=models.CASCADE, related_name="outline")
    rings = models.JSONField(db_comment="[[[longitude, latitude], ...], ...], each ring closed")
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    label_longitude = models.FloatField(db_comment="where a name has the most room")
    label_latitude = models.FloatField()
    source = models.CharField(max_length=200, db_comment="whose outline this is, and its licence")
    imported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(west__gte=-180, east__lte=180, south__gte=-90, north__lte=90),
                name="outline_in_degrees",
            ),
        )

    def __str__(self) -> str:
        return f"outline of {self.region_id}"

    @property
    def shape(self) -> Shape:
        """The outline as a shape that can be asked."""
        return Shape(tuple(tuple((x, y) for x, y in ring) for ring in self.rings))
