"""Rankings with their frozen rows, what those concerned said, and warnings."""

import uuid_utils.compat as uuids
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from gapura.core.compliance import Metric, get
from gapura.oversight.ranking import states
from gapura.oversight.ranking.states import PUBLIC, State
from gapura.regions.models import Region
from gapura.venues.models import Venue

LONGEST_REPLY = 1000


class Ranking(models.Model):
    """The lowest and the best of a region in a period, by one metric.

    `state` changes only by `gapura.oversight.ranking.acts`, along `states.MOVES`; the database refuses other
    changes. `left_out` counts who was not ranked, by reason; `archive` holds the frozen document once
    archived, and `checksum` its SHA-256.
    """

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="rankings")
    category = models.CharField(max_length=40, blank=True, db_comment="empty for all of them")
    metric = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField()
    term_days = models.SmallIntegerField(db_comment="in which those concerned can reply")
    state = models.CharField(max_length=10, choices=State.choices, default=states.MOVES.first)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    considered = models.IntegerField(null=True, db_comment="places of the region and category")
    left_out = models.JSONField(default=dict, db_comment='{"thin": 3, ...}')
    frozen_at = models.DateTimeField(null=True)
    notified_at = models.DateTimeField(null=True)
    reply_until = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True, db_comment="when those who had not replied were")
    over_told_at = models.DateTimeField(null=True, db_comment="when the reviewer heard that the term is over")
    published_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, db_comment="why it was discarded")
    archive = models.TextField(blank=True)
    checksum = models.CharField(max_length=64, blank=True, db_comment="SHA-256 of the archive, in hex")

    class Meta:
        ordering = ("-until", "-asked_at")
        indexes = (models.Index("state", "reply_until", name="ranking_by_state"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="ranking_period"),
            models.CheckConstraint(
                condition=models.Q(term_days__range=states.TERM_DAYS), name="ranking_term_sane"
            ),
            models.UniqueConstraint(
                fields=("region", "category", "since", "until"),
                condition=~models.Q(state=State.DISCARDED),
                name="ranking_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.region_id} {self.category} {self.since} - {self.until}: {self.state}"

    @property
    def subject(self) -> str:
        """How the trail names it."""
        return f"ranking:{self.pk}"

    @property
    def public(self) -> bool:
        """Whether anybody may see it."""
        return self.state in PUBLIC

    @property
    def rules(self) -> Metric:
        """The metric it was worked out by."""
        return get(self.metric)

    @property
    def ranked(self) -> int | None:
        """How many places were ranked; None until it is worked out."""
        return None if self.considered is None else self.considered - sum(self.left_out.values())


class Entry(models.Model):
    """One place on one side of a ranking, frozen as it was worked out: the database lets nothing change."""

    class Side(models.TextChoices):
        """Which end of the list."""

        WORST = "worst", _("lowest")
        BEST = "best", _("best")

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, related_name="entries")
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="rank_entries")
    side = models.CharField(max_length=5, choices=Side.choices)
    rank = models.SmallIntegerField()
    name = models.CharField(max_length=200)
    region_name = models.CharField(max_length=80)
    category = models.CharField(max_length=40)
    share = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    arithmetic = models.JSONField(db_comment="the whole calculation, as the metric names its parts")
    lot = models.BinaryField(db_comment="keyed hash: the order in which places of one rank are shown")

    class Meta:
        ordering = ("side", "rank", "lot")
        constraints = (
            models.UniqueConstraint(fields=("ranking", "venue", "side"), name="entry_once"),
            models.CheckConstraint(condition=models.Q(rank__gte=1), name="entry_rank_from_1"),
        )

    def __str__(self) -> str:
        return f"{self.side} {self.rank}: {self.name}"


class Hearing(models.Model):
    """That a place was told of its rank, and what it said about it until the term ended."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="hearing", primary_key=True)
    told = models.SmallIntegerField(db_comment="people in charge who were written to")
    text = models.CharField(max_length=LONGEST_REPLY, blank=True)
    replied_by = models.CharField(max_length=80, blank=True, db_comment="as in the trail")
    replied_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.entry_id}: {'replied' if self.replied_at else 'no reply'}"


class VenueWarning(models.Model):
    """A formal warning to a place under a named regional rule."""

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="warnings")
    ranking = models.ForeignKey(Ranking, null=True, on_delete=models.PROTECT, related_name="warnings")
    rule = models.CharField(max_length=200, db_comment="the regional rule it rests on, with its article")
    text = models.CharField(max_length=LONGEST_REPLY)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(db_default=Now())
    told = models.SmallIntegerField(db_comment="people in charge who were written to")
    seen_at = models.DateTimeField(null=True, db_comment="when a person in charge said to have read it")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-issued_at",)

    def __str__(self) -> str:
        return f"{self.venue_id}: {self.rule}"
