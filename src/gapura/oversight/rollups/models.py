"""Counts of visits: of each place by hour and day, of each region and category, and which hours are counted.

Growth: `VenueHour` and `VenueDay` are sharded by `venue_id`; all other tables here are local.
"""

from django.db import models

from gapura.regions.models import Region


class Counts(models.Model):
    """What is counted of check-ins; every column adds up, over hours, doors and places alike."""

    check_ins = models.IntegerField(db_default=0, db_comment="scans, whatever was decided")
    people = models.IntegerField(db_default=0, db_comment="who came with these scans, companions counted")
    entered = models.IntegerField(db_default=0, db_comment="people of the admitted scans")
    admit = models.IntegerField(db_default=0, db_comment="scans by what was decided")
    verify = models.IntegerField(db_default=0)
    refuse = models.IntegerField(db_default=0)
    full = models.IntegerField(db_default=0)
    green = models.IntegerField(db_default=0, db_comment="scans by colour")
    yellow = models.IntegerField(db_default=0)
    red = models.IntegerField(db_default=0)
    black = models.IntegerField(db_default=0)
    groups = models.IntegerField(db_default=0, db_comment="scans with companions")
    group_people = models.IntegerField(db_default=0, db_comment="people of those scans")
    offline = models.IntegerField(db_default=0, db_comment="scans sent later by a device without network")
    verified = models.IntegerField(db_default=0, db_comment="admitted scans that an officer checked first")
    verified_late = models.IntegerField(
        db_default=0, db_comment="those of a device without network; no scan to verify is counted beside them"
    )
    left_visitor = models.IntegerField(db_default=0, db_comment="admitted scans by how the visit ended")
    left_officer = models.IntegerField(db_default=0)
    left_elsewhere = models.IntegerField(db_default=0)
    left_limit = models.IntegerField(db_default=0)

    class Meta:
        abstract = True


class Peak(models.Model):
    """How crowded a place was at its fullest."""

    peak = models.IntegerField(db_default=0, db_comment="most people inside just after an admission")

    class Meta:
        abstract = True


class VenueHour(Counts, Peak):
    """One UTC hour at one door of one place, by the time inside the visits' ids; no row where nobody came.

    `day` and `clock` are that hour in the place's own time. Door 0 is the place's code without a door.
    """

    pk = models.CompositePrimaryKey("venue_id", "hour", "door")
    venue_id = models.UUIDField()
    hour = models.DateTimeField(db_comment="when the UTC hour begins")
    door = models.SmallIntegerField()
    day = models.DateField(db_comment="the local date")
    clock = models.SmallIntegerField(db_comment="the local hour, 0 to 23")

    class Meta:
        indexes = (models.Index(fields=("hour",), name="oversight_venuehour_hour"),)

    def __str__(self) -> str:
        return f"{self.venue_id} door {self.door} at {self.hour}"


class VenueDay(Counts, Peak):
    """One local day of one place, all doors together; no row where nobody came.

    `again` and `again_people` are looked for once the day is over, among the `compared` scans.
    """

    pk = models.CompositePrimaryKey("venue_id", "day")
    venue_id = models.UUIDField()
    day = models.DateField()
    again = models.IntegerField(
        db_default=0, db_comment="admitted scans of people who were let in before on that day"
    )
    again_people = models.IntegerField(db_default=0, db_comment="people of those scans")
    compared = models.IntegerField(
        db_default=0, db_comment="admitted scans that were compared to know who came again"
    )

    class Meta:
        indexes = (models.Index("day", models.F("people").desc(), name="oversight_venueday_busiest"),)

    def __str__(self) -> str:
        return f"{self.venue_id} on {self.day}"


class RegionHour(Counts):
    """One hour of all places of one category in one region: nation, province, regency or kecamatan.

    A UTC hour is different local hours in different zones, so the nation has a row for each zone's `clock`.
    """

    pk = models.CompositePrimaryKey("region_id", "day", "clock", "category", "hour")
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    day = models.DateField()
    clock = models.SmallIntegerField()
    category = models.CharField(max_length=40)
    hour = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("hour",), name="oversight_regionhour_hour"),)

    def __str__(self) -> str:
        return f"{self.category} in {self.region_id} on {self.day} at {self.clock}"


class RegionDay(Counts):
    """One local day of all places of one category in one region."""

    pk = models.CompositePrimaryKey("region_id", "day", "category")
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    day = models.DateField()
    category = models.CharField(max_length=40)
    places = models.IntegerField(db_default=0, db_comment="places where somebody scanned")

    class Meta:
        indexes = (models.Index(fields=("day",), name="oversight_regionday_day"),)

    def __str__(self) -> str:
        return f"{self.category} in {self.region_id} on {self.day}"


class RegionNow(models.Model):
    """People inside the places of one category in one region, a few seconds before somebody looked."""

    pk = models.CompositePrimaryKey("region_id", "category")
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    category = models.CharField(max_length=40)
    inside = models.IntegerField(db_comment="companions counted")
    occupied = models.IntegerField(db_comment="places with somebody inside")
    places = models.IntegerField(db_comment="live places")
    capacity = models.IntegerField(db_comment="of all live places together")

    def __str__(self) -> str:
        return f"{self.inside} in {self.region_id}, {self.category}"


class Look(models.Model):
    """The one row that says when somebody last looked at the crowds, and when they were last added up."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    looked_at = models.DateTimeField(null=True)
    added_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="look_one_row"),)

    def __str__(self) -> str:
        return f"looked at {self.looked_at}, added up {self.added_up_at}"


class VenueTrend(models.Model):
    """A place whose use has fallen: its check-ins of the last week beside an ordinary week before it."""

    venue_id = models.UUIDField(primary_key=True)
    until = models.DateField(db_comment="the last day of the week")
    recent = models.IntegerField(db_comment="check-ins of the seven days up to `until`")
    before = models.IntegerField(db_comment="check-ins of an average week of the four before")
    lost = models.IntegerField(db_comment="before less recent", db_index=True)

    def __str__(self) -> str:
        return f"{self.venue_id}: {self.before} to {self.recent}"


class CountedHour(models.Model):
    """A UTC hour of visits whose counts are kept, and whether they can still change.

    While visits of it are open, or new ones may come, it is counted again.
    """

    hour = models.DateTimeField(primary_key=True)
    counted_at = models.DateTimeField()
    visits = models.IntegerField()
    open = models.IntegerField(db_comment="admitted visits that had not ended")

    def __str__(self) -> str:
        return f"{self.visits} visits of {self.hour}"
