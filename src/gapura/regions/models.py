"""The tree of administrative regions."""

from django.db import models


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

    def covers(self, other: "Region") -> bool:
        """Whether `other` is this region or lies within it."""
        return self.level == Level.NATION or f"{other.code}.".startswith(f"{self.code}.")

    def within(self, field: str = "region__code") -> models.Q:
        """A filter for rows whose `field` holds the code of this region or of one within it."""
        if self.level == Level.NATION:
            return models.Q()
        return models.Q(**{field: self.code}) | models.Q(**{f"{field}__startswith": f"{self.code}."})
