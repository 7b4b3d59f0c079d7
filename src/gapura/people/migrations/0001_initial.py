"""The first tables of people."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.db import migrations, models

import gapura.common.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "person_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("id", models.BigIntegerField()),
                ("label", models.CharField(blank=True, max_length=60)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("name", gapura.common.fields.SealedTextField(null=True)),
                (
                    "document_kind",
                    models.CharField(
                        blank=True, choices=[("nik", "NIK"), ("passport", "Passport")], max_length=8
                    ),
                ),
                ("document", gapura.common.fields.SealedTextField(null=True)),
                ("document_hash", models.BinaryField(null=True, unique=True)),
                ("language", models.CharField(default="id", max_length=5)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("person_id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "evidence",
                    models.JSONField(
                        db_comment="doses, tests, contacts ... as DESIGN section 4 writes them", default=dict
                    ),
                ),
                ("visit_id", models.UUIDField(null=True)),
                ("venue_id", models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("visit_id", models.UUIDField(null=True)),
                ("text", gapura.common.fields.SealedTextField()),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("due_at", models.DateTimeField()),
                ("answer", gapura.common.fields.SealedTextField(null=True)),
                ("answered_by", models.CharField(blank=True, max_length=80)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(choices=[("email", "E-mail"), ("phone", "Phone")], max_length=5)),
                ("value", gapura.common.fields.SealedTextField()),
                ("value_hash", models.BinaryField(unique=True)),
                ("verified_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SignInCode",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("email", "E-mail"), ("phone", "Phone")], max_length=5)),
                ("value", gapura.common.fields.SealedTextField()),
                ("value_hash", models.BinaryField()),
                ("code_hash", models.BinaryField()),
                (
                    "address_hash",
                    models.BinaryField(
                        db_comment="keyed hash of the network address that asked, for rate limits"
                    ),
                ),
                ("tries", models.SmallIntegerField(default=0)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["value_hash", "created_at"], name="signin_by_contact"),
                    models.Index(fields=["address_hash", "created_at"], name="signin_by_address"),
                ],
            },
        ),
        # The gate rewrites a row at each check-in; room on the page keeps those updates heap-only.
        migrations.RunSQL(
            "ALTER TABLE people_standing SET (fillfactor = 70)",
            "ALTER TABLE people_standing RESET (fillfactor)",
        ),
    ]
