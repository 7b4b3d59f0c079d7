"""Looks at people's records, each for a purpose; cases, the places where they were, and whom they met."""

import uuid_utils.compat as uuids
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from gapura.common.fields import SealedTextField
from gapura.people.models import Correction, Person
from gapura.regions.models import Region
from gapura.venues.models import Venue


class Opening(models.Model):
    """A health officer opened somebody's record for a purpose; until it expires they may read and write it.

    The trail tells the person who looked and why; this row only lets pages follow one another.
    """

    class Purpose(models.TextChoices):
        """What for."""

        CORRECTION = "correction", _("to answer a correction")
        RESULT = "result", _("to record a test result")
        DOSE = "dose", _("to record a vaccination")
        LETTER = "letter", _("to record a doctor's letter")
        ARRIVAL = "arrival", _("to record an arrival from abroad")
        CASE = "case", _("to look after a case or a contact")
        ASKED = "asked", _("because the person asked for it at the office")

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, null=True, related_name="+")
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"


class Case(models.Model):
    """Somebody's positive result, and when they were infectious."""

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="cases")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    mark = models.BinaryField(db_comment="keyed hash of the result in the ledger that made it")
    day_0 = models.DateField(db_comment="the date of the laboratory's result")
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.CharField(max_length=80, db_comment="as in the trail")
    surveyed_at = models.DateTimeField(null=True, db_comment="when its places were last counted")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, blank=True, db_default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "mark"),
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_case_per_result",
            ),
        )
        indexes = (
            models.Index(fields=("region", "-id"), name="cases_of_a_region"),
            models.Index("id", name="case_to_survey", condition=models.Q(surveyed_at=None)),
        )

    def __str__(self) -> str:
        return str(self.id)


class Site(models.Model):
    """A place where a case was while infectious; health officers of its own region decide who is told."""

    class Decision(models.TextChoices):
        """What they decided."""

        OPEN = "", _("not decided yet")
        NOTIFY = "notify", _("people are told")
        LEAVE = "leave", _("nobody is told")

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sites")
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    people = models.IntegerField(default=0, db_comment="who can be told, when last counted")
    nameless = models.IntegerField(default=0, db_comment="of whom nothing but the visit is kept")
    companions = models.IntegerField(default=0)
    decision = models.CharField(max_length=6, choices=Decision.choices, blank=True, default="")
    reason = SealedTextField(null=True)
    decided_by = models.CharField(max_length=80, blank=True, db_default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "venue"), name="site_once_per_case"),)

    def __str__(self) -> str:
        return str(self.id)


class Notice(models.Model):
    """Somebody is told that they met a case at a place: once for each case, whatever places they shared."""

    class State(models.TextChoices):
        """How far it has come."""

        PLANNED = "planned", _("waiting")
        TOLD = "told", _("told")
        LEAVING = "leaving", _("being withdrawn")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notices")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    contact_day = models.DateField(db_comment="the last day of the contact, where the place is")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    planned_by = models.CharField(max_length=80, db_comment="as in the trail")
    told_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    message_id = models.UUIDField(null=True, db_comment="of `mail`, where there is a way to the person")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "person"), name="one_notice_per_case"),)
        indexes = (
            models.Index(
                "id",
                name="notice_waiting",
                condition=models.Q(state__in=("planned", "leaving")),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class DeletionReport(models.Model):
    """What retention deleted of cases: of which days, how many, under which term."""

    before = models.DateField(db_comment="cases that were recorded before this day (UTC)")
    cases = models.IntegerField()
    places = models.IntegerField()
    notices = models.IntegerField(default=0)
    term_days = models.SmallIntegerField()
    deleted_by = models.CharField(max_length=80)
    deleted_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-before",)

    def __str__(self) -> str:
        return f"{self.cases} cases before {self.before}"
