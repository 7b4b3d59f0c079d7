"""Venues, their numbers (what a code holds), their doors, and who is in charge."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import uuid_utils.compat as uuids
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapura.core.positions import Position
from gapura.regions.models import Region

HIGHEST_NUMBER = 2**25 - 1
HIGHEST_DOOR = 31


class State(models.TextChoices):
    """Whether a venue's codes work."""

    LIVE = "live"
    WITHDRAWN = "withdrawn"


class Venue(models.Model):
    """A place whose doors people check in at.

    `capacity` counts people inside at once; `stay_limit` is in minutes, after which an open visit closes by
    itself; `opening_hours` is `{"mon": ["07:30", "15:30"], ...}` in the venue's zone, closed days left out.
    """

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    name = models.CharField(max_length=200)
    category = models.CharField(max_length=40, db_index=True)
    sector = models.CharField(max_length=20)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="venues")
    address = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField(null=True, db_comment="in degrees; where its main door is")
    longitude = models.FloatField(null=True)
    time_zone = models.CharField(max_length=40, default="Asia/Makassar")
    capacity = models.IntegerField()
    staff = models.IntegerField(null=True, db_comment="people who work there, as declared")
    daily_guests = models.IntegerField(null=True, db_comment="guests on an ordinary open day, as declared")
    stay_limit = models.IntegerField(default=240, db_comment="minutes until an open visit closes by itself")
    opening_hours = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVE)
    state_reason = models.CharField(max_length=300, blank=True)
    provenance = models.CharField(
        max_length=80, blank=True, db_comment="read, remembered or synthetic, and where from"
    )
    wished_name = models.CharField(
        max_length=200, blank=True, db_comment="the name that its PIC asks the coordinator for"
    )
    poster_printed_at = models.DateTimeField(null=True, db_comment="when a poster was first downloaded")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("name", "id")
        indexes = (
            models.Index(fields=("name", "id"), name="venue_by_name"),
            models.Index(fields=("stay_limit",), name="venue_by_stay_limit"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(capacity__range=(1, 1_000_000)), name="venue_capacity_sane"
            ),
            models.CheckConstraint(
                condition=models.Q(stay_limit__range=(5, 1440)), name="venue_stay_limit_sane"
            ),
            models.CheckConstraint(
                condition=(models.Q(staff=None) | models.Q(staff__range=(0, 1_000_000)))
                & (models.Q(daily_guests=None) | models.Q(daily_guests__range=(0, 10_000_000))),
                name="venue_declared_figures_sane",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="venue_position_whole_or_none",
            ),
            models.UniqueConstraint(fields=("region", "name"), name="venue_once_per_region_and_name"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def position(self) -> Position | None:
        """Where it is, if that is known."""
        known = self.latitude is not None and self.longitude is not None
        return (self.latitude, self.longitude) if known else None  # type: ignore[return-value]

    def day_of(self, moment: datetime | None = None) -> date:
        """The date of a moment, or of now, by the venue's own clock."""
        return (moment or timezone.now()).astimezone(ZoneInfo(self.time_zone)).date()


class EarlierDeclaration(models.Model):
    """What a venue declared until a day, that day included, before it declared something else.

    What holds now is the venue's own; a day has the row with the first `until` that is not before it.
    """

    venue = models.ForeignKey(
        Venue, on_delete=models.CASCADE, related_name="earlier_declarations", db_index=False
    )
    until = models.DateField(db_comment="in the venue's zone")
    opening_hours = models.JSONField()
    staff = models.IntegerField(null=True)
    daily_guests = models.IntegerField(null=True)

    class Meta:
        ordering = ("-until",)
        constraints = (models.UniqueConstraint(fields=("venue", "until"), name="declaration_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.venue_id} until {self.until}"


class Number(models.Model):
    """A number that codes and posters of a venue carry; withdrawing it makes no new venue."""

    number = models.AutoField(primary_key=True)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="numbers")
    issued_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(number__range=(1, HIGHEST_NUMBER)), name="number_fits_a_code"
            ),
            models.UniqueConstraint(
                fields=("venue",),
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_number_in_use_per_venue",
            ),
        )

    def __str__(self) -> str:
        return str(self.number)


class Door(models.Model):
    """One of a venue's doors, numbered 1 to 31 within it; 0 in a code means the venue as a whole."""

    class Kind(models.TextChoices):
        """What a door is used for."""

        ENTRY = "entry", _("way in")
        EXIT = "exit", _("way out")
        BOTH = "both", _("way in and out")

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="doors")
    number = models.SmallIntegerField()
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=5, choices=Kind.choices, default=Kind.BOTH)
    screen_only = models.BooleanField(
        default=False, db_default=False, db_comment="the code on its poster no longer opens it"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("venue", "number"), name="door_number_once_per_venue"),
            models.CheckConstraint(
                condition=models.Q(number__range=(1, HIGHEST_DOOR)), name="door_fits_a_code"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Screen(models.Model):
    """A tablet or TV that shows a door's changing code, known by a link whose secret is kept as a hash."""

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    door = models.ForeignKey(Door, on_delete=models.CASCADE, related_name="screens")
    secret_hash = models.BinaryField(unique=True)
    made_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(null=True, db_comment="when it last fetched codes")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("made_at",)

    def __str__(self) -> str:
        return f"screen of {self.door_id}"


class Post(models.Model):
    """A member of staff's place at a venue: its PIC or one of its officers."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="posts")
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="posts")
    since = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(null=True, db_comment="when it ends by itself")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "venue"), name="post_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.venue_id}"


class Succession(models.Model):
    """A venue's post as PIC on its way to somebody else, who accepts it by having their account ready."""

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="successions")
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="successions"
    )
    asked_by = models.CharField(max_length=80, db_comment="as in the trail")
    asked_at = models.DateTimeField(db_default=Now())
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, db_comment="when it was called off")

    class Meta:
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("venue",),
                condition=models.Q(accepted_at=None, ended_at=None),
                name="one_succession_under_way_per_venue",
            ),
        )

    def __str__(self) -> str:
        return f"{self.venue_id} to {self.successor_id}"


class Printing(models.Model):
    """Posters of a whole region being made by a job, and where the file lies once they are."""

    class Form(models.TextChoices):
        """One long PDF, or a ZIP with a PDF for each venue."""

        PDF = "pdf", "PDF"
        ZIP = "zip", "ZIP"

    class Problem(models.TextChoices):
        """Why there is no file; the page that shows it has the words."""

        ADDRESS = "address"
        ROOM = "room"
        NONE = "none"
        TOO_MANY = "too_many"
        FAULT = "fault"

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=3, choices=Form.choices)
    size = models.CharField(max_length=2)
    language = models.CharField(max_length=4)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    done = models.IntegerField(default=0, db_comment="venues whose posters are made")
    total = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return f"{self.form} of {self.region_id}"

    @property
    def file_name(self) -> str:
        """The name under which the file is kept; the id is not to be guessed."""
        return f"{self.id}.{self.form}"
