"""The first tables of registration."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import gapura.common.fields
import gapura.core.codes.tracking


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("regions", "0001_initial"),
        ("venues", "0002_printing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Content",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("body", gapura.common.fields.SealedBytesField()),
            ],
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                (
                    "number",
                    models.CharField(default=gapura.core.codes.tracking.make, max_length=10, unique=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "waiting for review"),
                            ("in_review", "in review"),
                            ("question", "a question is open"),
                            ("approved", "approved, waiting for activation"),
                            ("activated", "activated, waiting for confirmation"),
                            ("confirmed", "registered"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                            ("replaced", "replaced by a newer application"),
                        ],
                        default="submitted",
                        max_length=10,
                    ),
                ),
                ("since", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("due_at", models.DateTimeField(null=True)),
                ("step", models.SmallIntegerField(default=0)),
                ("step_at", models.DateTimeField(db_index=True, null=True)),
                (
                    "escalated_at",
                    models.DateTimeField(db_comment="when this state had lasted too long", null=True),
                ),
                ("letter_number", models.CharField(max_length=100)),
                ("letter_date", models.DateField()),
                ("agency", models.CharField(max_length=200)),
                ("pic_name", gapura.common.fields.SealedTextField()),
                ("pic_position", models.CharField(max_length=100)),
                ("email", gapura.common.fields.SealedTextField(db_comment="empty where the PIC has none")),
                ("email_hash", models.BinaryField(db_index=True, null=True)),
                ("phone", gapura.common.fields.SealedTextField()),
                ("place_name", models.CharField(max_length=200)),
                ("category", models.CharField(max_length=40)),
                ("address", models.CharField(max_length=300)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("staff", models.IntegerField(db_comment="people who work there", null=True)),
                ("daily_guests", models.IntegerField(null=True)),
                ("capacity", models.IntegerField()),
                ("doors", models.JSONField(db_comment='[{"name": ..., "kind": ...}]', default=list)),
                ("opening_hours", models.JSONField(default=dict)),
                ("language", models.CharField(default="id", max_length=5)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("web", "by the office itself"),
                            ("coordinator", "by the coordinator"),
                            ("import", "from a spreadsheet"),
                        ],
                        default="web",
                        max_length=12,
                    ),
                ),
                (
                    "checks",
                    models.JSONField(db_comment='[{"field": ..., "code": ..., "level": ...}]', default=list),
                ),
                ("green", models.BooleanField(db_comment="every check is green", default=False)),
                ("submitted_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("reviewed_at", models.DateTimeField(db_comment="when a reviewer first took it", null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "invited_at",
                    models.DateTimeField(db_comment="when the activation was handed over", null=True),
                ),
                ("activated_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("first_scan_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="applications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "helped_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="regions.region",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="registration.application",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reviews",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="venues.venue",
                    ),
                ),
            ],
            options={
                "ordering": ("submitted_at",),
            },
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.BinaryField(unique=True)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "ended_at",
                    models.DateTimeField(db_comment="when a newer link or address took its place", null=True),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="registration.application",
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at",),
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("category", models.CharField(blank=True, db_comment="empty: every category", max_length=40)),
                ("daily_limit", models.IntegerField(db_comment="decisions a day")),
                ("until", models.DateField()),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ended_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(max_length=300)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.region"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delegations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at",),
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("key_hash", models.BinaryField(unique=True)),
                ("data", gapura.common.fields.SealedTextField()),
                ("language", models.CharField(default="id", max_length=5)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "changed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True),
                ),
                (
                    "application",
                    models.OneToOneField(
                        db_comment="what became of it",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="draft",
                        to="registration.application",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="registration.application",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("letter", "letter of application"),
                            ("photo", "photo of the place"),
                            ("other", "other document"),
                        ],
                        max_length=6,
                    ),
                ),
                ("name", gapura.common.fields.SealedTextField(db_comment="the file's name as it was sent")),
                ("content_type", models.CharField(max_length=40)),
                ("pages", models.SmallIntegerField(default=1)),
                ("size", models.IntegerField(db_comment="bytes")),
                ("sha256", models.CharField(db_comment="of the body, in hexadecimal", max_length=64)),
                ("added_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("added_by", models.CharField(max_length=80)),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="registration.application",
                    ),
                ),
                (
                    "content",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registration.content",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="registration.draft",
                    ),
                ),
            ],
            options={
                "ordering": ("added_at",),
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "question"),
                            ("answer", "answer"),
                            ("reason", "reason of the decision"),
                            ("note", "note"),
                        ],
                        max_length=8,
                    ),
                ),
                ("text", gapura.common.fields.SealedTextField()),
                ("by", models.CharField(max_length=80)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="registration.application",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(models.F("state"), models.F("since"), name="application_by_state"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(models.F("region"), models.F("state"), name="application_by_region"),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "submitted",
                            "in_review",
                            "question",
                            "approved",
                            "activated",
                            "confirmed",
                            "declined",
                            "withdrawn",
                            "replaced",
                        ],
                    )
                ),
                name="application_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "confirmed"), _negated=True), ("venue__isnull", False), _connector="OR"
                ),
                name="application_confirmed_has_a_venue",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "in_review"), _negated=True),
                    ("reviewer__isnull", False),
                    _connector="OR",
                ),
                name="application_in_review_has_a_reviewer",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.CheckConstraint(
                condition=models.Q(("daily_limit__range", (1, 10000))), name="delegation_limit_sane"
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("application__isnull", False), ("draft__isnull", False), _connector="OR"),
                name="document_belongs_somewhere",
            ),
        ),
    ]
