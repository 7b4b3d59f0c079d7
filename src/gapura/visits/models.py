"""Visits by day, the crowd in each venue, and the reports of what was deleted."""

from django.db import models
from django.db.models.functions import Now


class Visit(models.Model):
    """One check-in as answered, whatever was decided; a partition a day, by the day inside its UUIDv7.

    All that a later reader needs is copied here at check-in, so that visits are never joined with people
    (growth rule 6). `day` is the UTC date of the id's own time. `left_by` says how an admitted visit ended:
    visitor, officer, elsewhere (a check-in at another venue) or limit.
    """

    pk = models.CompositePrimaryKey("id", "day", "venue_id")
    id = models.UUIDField()
    day = models.DateField()
    venue_id = models.UUIDField()
    person_id = models.UUIDField()
    number = models.IntegerField(db_comment="the venue number in the code that was scanned")
    door = models.SmallIntegerField()
    companions = models.SmallIntegerField()
    colour = models.CharField(max_length=6)
    decision = models.CharField(max_length=6)
    ruleset = models.CharField(max_length=40)
    reasons = models.CharField(max_length=400, db_comment="reason codes, in order, parted by commas")
    occupancy = models.IntegerField(db_comment="people inside just after this check-in")
    capacity = models.IntegerField()
    checked_in_at = models.DateTimeField()
    limit_at = models.DateTimeField(db_comment="when the visit closes by itself")
    left_at = models.DateTimeField(null=True)
    left_by = models.CharField(max_length=9, null=True)
    left_occupancy = models.IntegerField(null=True, db_comment="people inside just after leaving")
    offline = models.BooleanField(default=False, db_comment="sent later by a device that had no network")

    def __str__(self) -> str:
        return str(self.id)


class Occupancy(models.Model):
    """People inside a venue now, companions counted; always equal to a recount of open admitted visits."""

    venue_id = models.UUIDField(primary_key=True)
    inside = models.IntegerField(default=0)
    changed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.inside} in {self.venue_id}"


class LateVisit(models.Model):
    """A visit that was written, or changed, after its hour; goes once that hour has been counted again.

    Sharded by venue like the visits themselves.
    """

    pk = models.CompositePrimaryKey("id", "venue_id")
    id = models.UUIDField()
    venue_id = models.UUIDField()
    marked_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.id)


class Sweep(models.Model):
    """How far visits past their limit have been closed, and when a gate last took that on."""

    name = models.CharField(max_length=8, primary_key=True)
    claimed_at = models.DateTimeField()
    swept_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} until {self.swept_until}"


class GateMinute(models.Model):
    """What one gate process did in one minute, as it counted itself; kept for two days."""

    pk = models.CompositePrimaryKey("minute", "gate")
    minute = models.DateTimeField()
    gate = models.CharField(max_length=80)
    figures = models.JSONField()

    def __str__(self) -> str:
        return f"{self.gate} at {self.minute}"


class Nearness(models.Model):
    """What a visitor let be compared after a check-in: whether they were far from the venue, no more.

    Positions are never kept. It goes with the visits of its day.
    """

    pk = models.CompositePrimaryKey("visit_id", "day", "venue_id")
    visit_id = models.UUIDField()
    day = models.DateField()
    venue_id = models.UUIDField()
    far = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.visit_id}: {'far' if self.far else 'near'}"


class DeletionReport(models.Model):
    """What retention deleted: which day's visits, how many, when, under which term."""

    day = models.DateField()
    visits = models.BigIntegerField()
    term_days = models.SmallIntegerField()
    deleted_by = models.CharField(max_length=80)
    deleted_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-day",)

    def __str__(self) -> str:
        return f"{self.visits} visits of {self.day}"
