"""Visits by day, the crowd in each venue, deletion reports."""

import django.db.models.functions.datetime
from django.db import migrations, models

# Django cannot say PARTITION BY. No default partition: a day that has none is refused, not misfiled.
# The key begins with the id, so that a repeated id is found by itself; history is asked by person.
VISITS = """
CREATE TABLE visits_visit (
    id uuid NOT NULL,
    day date NOT NULL,
    venue_id uuid NOT NULL,
    person_id uuid NOT NULL,
    number integer NOT NULL,
    door smallint NOT NULL,
    companions smallint NOT NULL CHECK (companions >= 0),
    colour varchar(6) NOT NULL CHECK (colour IN ('green', 'yellow', 'red', 'black')),
    decision varchar(6) NOT NULL CHECK (decision IN ('admit', 'verify', 'refuse', 'full')),
    ruleset varchar(40) NOT NULL,
    reasons varchar(400) NOT NULL,
    occupancy integer NOT NULL,
    capacity integer NOT NULL,
    checked_in_at timestamptz NOT NULL,
    limit_at timestamptz NOT NULL,
    left_at timestamptz,
    left_by varchar(9) CHECK (left_by IN ('visitor', 'officer', 'elsewhere', 'limit')),
    offline boolean NOT NULL,
    PRIMARY KEY (id, day, venue_id)
) PARTITION BY RANGE (day);
CREATE INDEX visits_visit_person ON visits_visit (person_id, id);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DeletionReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("visits", models.BigIntegerField()),
                ("term_days", models.SmallIntegerField()),
                ("deleted_by", models.CharField(max_length=80)),
                ("deleted_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "ordering": ("-day",),
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(VISITS, "DROP TABLE visits_visit")],
            state_operations=[
                migrations.CreateModel(
                    name="Visit",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "id",
                                "day",
                                "venue_id",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("id", models.UUIDField()),
                        ("day", models.DateField()),
                        ("venue_id", models.UUIDField()),
                        ("person_id", models.UUIDField()),
                        (
                            "number",
                            models.IntegerField(db_comment="the venue number in the code that was scanned"),
                        ),
                        ("door", models.SmallIntegerField()),
                        ("companions", models.SmallIntegerField()),
                        ("colour", models.CharField(max_length=6)),
                        ("decision", models.CharField(max_length=6)),
                        ("ruleset", models.CharField(max_length=40)),
                        (
                            "reasons",
                            models.CharField(
                                db_comment="reason codes, in order, parted by commas", max_length=400
                            ),
                        ),
                        (
                            "occupancy",
                            models.IntegerField(db_comment="people inside just after this check-in"),
                        ),
                        ("capacity", models.IntegerField()),
                        ("checked_in_at", models.DateTimeField()),
                        ("limit_at", models.DateTimeField(db_comment="when the visit closes by itself")),
                        ("left_at", models.DateTimeField(null=True)),
                        ("left_by", models.CharField(max_length=9, null=True)),
                        (
                            "offline",
                            models.BooleanField(
                                db_comment="sent later by a device that had no network", default=False
                            ),
                        ),
                    ],
                ),
            ],
        ),
        migrations.CreateModel(
            name="Occupancy",
            fields=[
                ("venue_id", models.UUIDField(primary_key=True, serialize=False)),
                ("inside", models.IntegerField(default=0)),
                ("changed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("inside__gte", 0)), name="occupancy_not_negative"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE visits_occupancy SET (fillfactor = 50)",
            "ALTER TABLE visits_occupancy RESET (fillfactor)",
        ),
    ]
