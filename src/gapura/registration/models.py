"""Applications, what came with them, who reviews for whom, and the links that complete a registration."""

from datetime import datetime

import uuid_utils.compat as uuids
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from gapura.common.fields import SealedBytesField, SealedTextField
from gapura.core.codes import tracking
from gapura.regions.models import Region
from gapura.registration import states
from gapura.registration.details import Details
from gapura.registration.states import State, Turn
from gapura.venues.acts import NewDoor
from gapura.venues.models import Venue


class Source(models.TextChoices):
    """By which way an application came."""

    WEB = "web", _("by the office itself")
    COORDINATOR = "coordinator", _("by the coordinator")
    IMPORT = "import", _("from a spreadsheet")


class Application(models.Model):
    """An office's application for a code.

    `state` changes only by `gapura.registration.acts`, along `states.MOVES`; the database refuses other
    changes. `since` is when the state began; `due_at` until when it should end, `step` and `step_at` which
    of the state's own steps comes next and when. The person's data are sealed and found by keyed hashes.
    """

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    number = models.CharField(max_length=tracking.LENGTH, unique=True, default=tracking.make)
    state = models.CharField(max_length=10, choices=State.choices, default=states.MOVES.first)
    since = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(null=True)
    step = models.SmallIntegerField(default=0)
    step_at = models.DateTimeField(null=True, db_index=True)
    escalated_at = models.DateTimeField(null=True, db_comment="when this state had lasted too long")

    letter_number = models.CharField(max_length=100)
    letter_date = models.DateField()
    agency = models.CharField(max_length=200)
    pic_name = SealedTextField()
    pic_position = models.CharField(max_length=100)
    email = SealedTextField(db_comment="empty where the PIC has none")
    email_hash = models.BinaryField(null=True, db_index=True)
    phone = SealedTextField()
    place_name = models.CharField(max_length=200)
    category = models.CharField(max_length=40)
    address = models.CharField(max_length=300)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="applications")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    staff = models.IntegerField(null=True, db_comment="people who work there")
    daily_guests = models.IntegerField(null=True)
    capacity = models.IntegerField()
    doors = models.JSONField(default=list, db_comment='[{"name": ..., "kind": ...}]')
    opening_hours = models.JSONField(default=dict)
    language = models.CharField(max_length=5, default="id")

    source = models.CharField(max_length=12, choices=Source.choices, default=Source.WEB)
    helped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    checks = models.JSONField(default=list, db_comment='[{"field": ..., "code": ..., "level": ...}]')
    green = models.BooleanField(default=False, db_comment="every check is green")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reviews"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="applications"
    )
    venue = models.ForeignKey(Venue, null=True, on_delete=models.PROTECT, related_name="applications")

    submitted_at = models.DateTimeField(db_default=Now())
    reviewed_at = models.DateTimeField(null=True, db_comment="when a reviewer first took it")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField(null=True, db_comment="when the activation was handed over")
    activated_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    first_scan_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("submitted_at",)
        indexes = (
            models.Index("state", "since", name="application_by_state"),
            models.Index("region", "state", name="application_by_region"),
            models.Index("place_name", "id", name="application_by_name"),
            models.Index(
                "submitted_at",
                "id",
                name="application_to_decide",
                condition=models.Q(state__in=(State.SUBMITTED, State.IN_REVIEW)),
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="application_state_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.CONFIRMED) | models.Q(venue__isnull=False),
                name="application_confirmed_has_a_venue",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.IN_REVIEW) | models.Q(reviewer__isnull=False),
                name="application_in_review_has_a_reviewer",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def actor(self) -> str:
        """How the trail names whoever follows this application without an account."""
        return f"application:{self.pk}"

    @property
    def subject(self) -> str:
        """How the trail and the messages name this application."""
        return f"application:{self.pk}"

    @property
    def pretty_number(self) -> str:
        """The tracking number as printed for people."""
        return tracking.pretty(self.number)

    @property
    def turn(self) -> Turn:
        """Who is expected to act next."""
        return states.TURNS[State(self.state)]

    @property
    def under_way(self) -> bool:
        """Whether anything can still become of it."""
        return self.state in states.UNDER_WAY

    def is_late(self, now: datetime) -> bool:
        """Whether its state has lasted longer than it should."""
        return self.due_at is not None and self.due_at < now

    @property
    def details(self) -> Details:
        """What it says, as `details.read` gave it."""
        return Details(
            **{
                field: getattr(self, field)
                for field in Details.__struct_fields__
                if field not in ("region", "doors", "opening_hours")
            },
            region=self.region_id,
            doors=tuple(NewDoor(**door) for door in self.doors),
            opening_hours=self.opening_hours,
        )


class Draft(models.Model):
    """An application being written; whoever holds its key goes on writing. `data` is JSON, step by step."""

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    key_hash = models.BinaryField(unique=True)
    data = SealedTextField()
    language = models.CharField(max_length=5, default="id")
    replaces = models.ForeignKey(Application, null=True, on_delete=models.SET_NULL, related_name="+")
    application = models.OneToOneField(
        Application, null=True, on_delete=models.CASCADE, related_name="draft", db_comment="what became of it"
    )
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now(), db_index=True)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def actor(self) -> str:
        """How the trail names whoever writes it."""
        return f"draft:{self.pk}"


class Content(models.Model):
    """The bytes of a document, sealed; several applications may share one letter."""

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    body = SealedBytesField()

    def __str__(self) -> str:
        return str(self.id)


class Document(models.Model):
    """A letter, photo or other paper of a draft or an application; it opened and was found harmless."""

    class Kind(models.TextChoices):
        """What a document is."""

        LETTER = "letter", _("letter of application")
        PHOTO = "photo", _("photo of the place")
        OTHER = "other", _("other document")

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    application = models.ForeignKey(
        Application, null=True, on_delete=models.CASCADE, related_name="documents"
    )
    draft = models.ForeignKey(Draft, null=True, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    name = SealedTextField(db_comment="the file's name as it was sent")
    content_type = models.CharField(max_length=40)
    pages = models.SmallIntegerField(default=1)
    size = models.IntegerField(db_comment="bytes")
    sha256 = models.CharField(max_length=64, db_comment="of the body, in hexadecimal")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=Now())
    added_by = models.CharField(max_length=80)

    class Meta:
        ordering = ("added_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(application__isnull=False) | models.Q(draft__isnull=False),
                name="document_belongs_somewhere",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Remark(models.Model):
    """What was said about an application, sealed: to the applicant, by the applicant, or among staff."""

    class Kind(models.TextChoices):
        """Between whom it was said."""

        QUESTION = "question", _("question")
        ANSWER = "answer", _("answer")
        REASON = "reason", _("reason of the decision")
        NOTE = "note", _("note")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = SealedTextField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Confirmation(models.Model):
    """The link that completes a registration, mailed after activation; used once."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="confirmations")
    token_hash = models.BinaryField(unique=True)
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, db_comment="when a newer link or address took its place")

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"confirmation {self.pk}"


class ContactCode(models.Model):
    """A one-time code to the phone on record, with which the address is corrected; only its keyed hash."""

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.BinaryField()
    tries = models.SmallIntegerField(default=0)
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"code {self.pk}"


class Delegation(models.Model):
    """A reviewer of a region may decide there, within limits, because the nation's reviewer said so."""

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="delegations"
    )
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=40, blank=True, db_comment="empty: every category")
    daily_limit = models.IntegerField(db_comment="decisions a day")
    until = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ("-made_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(daily_limit__range=(1, 10_000)), name="delegation_limit_sane"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reviewer_id} for {self.region_id} {self.category}".strip()


class Batch(models.Model):
    """A coordinator's spreadsheet of applications: looked at first, imported when its coordinator says so.

    `result` is the JSON of what was found of each row; `letter` that of the collective letter's file, whose
    bytes every application of the batch shares. The sheet goes some days after it was sent.
    """

    class State(models.TextChoices):
        """How far it is."""

        READING = "reading", _("being looked at")
        READY = "ready", _("looked at")
        IMPORTING = "importing", _("being imported")
        DONE = "done", _("imported")

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(db_default=Now(), db_index=True)
    language = models.CharField(max_length=5, default="id")
    name = SealedTextField(db_comment="the file's name as it was sent")
    sheet = SealedBytesField()
    letter = SealedTextField(default="")
    letter_content = models.ForeignKey(Content, null=True, on_delete=models.PROTECT, related_name="+")
    defaults = SealedTextField(default="{}")
    state = models.CharField(max_length=9, choices=State.choices, default=State.READING)
    done = models.IntegerField(default=0, db_comment="rows looked at, or imported")
    total = models.IntegerField(default=0)
    result = SealedTextField(default="[]")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=("reading", "ready", "importing", "done")),
                name="batch_state_is_known",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Round(models.Model):
    """Green applications that one reviewer approves at once: chosen, started, worked off by a job.

    `request_id` and `address` say where it was started from, for the trail of what the job does.
    """

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    chosen_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    request_id = models.CharField(max_length=32, blank=True)
    address = models.CharField(max_length=45, blank=True)

    class Meta:
        ordering = ("-chosen_at",)

    def __str__(self) -> str:
        return str(self.id)


class Chosen(models.Model):
    """One application of a round, and what became of it."""

    class Outcome(models.TextChoices):
        """What became of it; the refusals are named after the act's errors."""

        WAITING = "", _("not yet looked at")
        APPROVED = "approved", _("approved")
        NOT_YOURS = "NotYoursError", _("somebody else has it, or not all of its checks are green")
        LIMIT = "LimitReachedError", _("today's limit is reached")
        MOVED = "MoveError", _("it was not waiting any more: decided, withdrawn or replaced")
        TAKEN = "PlaceTakenError", _("a place of this name has a person in charge already")
        FAILED = "failed", _("something went wrong here; open it and decide it by itself")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="chosen")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True, default=Outcome.WAITING)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("round", "application"), name="chosen_once_in_a_round"),
        )

    def __str__(self) -> str:
        return f"{self.application_id} {self.outcome}".strip()
