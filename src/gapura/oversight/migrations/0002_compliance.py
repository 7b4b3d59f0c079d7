"""Compliance, rankings and nudges; the database lets no ranking move or change but as it should."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

PAIRS = (
    ("preparing", "draft"),
    ("draft", "notice"),
    ("notice", "published"),
    ("published", "archived"),
    ("draft", "discarded"),
    ("notice", "discarded"),
    ("preparing", "discarded"),
)
MOVES = ", ".join(str(pair) for pair in PAIRS)
GUARD = f"""
CREATE FUNCTION oversight_check_ranking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state = 'preparing' THEN RETURN NEW; END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF OLD.state IN ('archived', 'discarded') THEN
            RAISE EXCEPTION 'a ranking that is % never changes', OLD.state USING ERRCODE = 'check_violation';
        ELSIF OLD.state <> 'preparing' AND
            (OLD.region_id, OLD.category, OLD.metric, OLD.since, OLD.until, OLD.considered, OLD.left_out)
            IS DISTINCT FROM
            (NEW.region_id, NEW.category, NEW.metric, NEW.since, NEW.until, NEW.considered, NEW.left_out)
        THEN
            RAISE EXCEPTION 'what a ranking rests on is frozen' USING ERRCODE = 'check_violation';
        ELSIF OLD.state = NEW.state OR (OLD.state, NEW.state) IN ({MOVES}) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a ranking does not become %', NEW.state USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER oversight_ranking_moves BEFORE INSERT OR UPDATE ON oversight_ranking
    FOR EACH ROW EXECUTE FUNCTION oversight_check_ranking();

CREATE FUNCTION oversight_check_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND (SELECT state FROM oversight_ranking WHERE id = NEW.ranking_id) = 'preparing' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the rows of a ranking are frozen' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER oversight_entry_frozen BEFORE INSERT OR UPDATE OR DELETE ON oversight_entry
    FOR EACH ROW EXECUTE FUNCTION oversight_check_frozen();

CREATE FUNCTION oversight_check_hearing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' AND EXISTS (
        SELECT FROM oversight_entry e JOIN oversight_ranking r ON r.id = e.ranking_id
        WHERE e.id = NEW.entry_id AND r.state = 'notice'
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'replies belong into the term of their ranking' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER oversight_hearing_in_term BEFORE INSERT OR UPDATE OR DELETE ON oversight_hearing
    FOR EACH ROW EXECUTE FUNCTION oversight_check_hearing();
"""
UNGUARD = """
DROP TRIGGER oversight_hearing_in_term ON oversight_hearing;
DROP TRIGGER oversight_entry_frozen ON oversight_entry;
DROP TRIGGER oversight_ranking_moves ON oversight_ranking;
DROP FUNCTION oversight_check_hearing();
DROP FUNCTION oversight_check_frozen();
DROP FUNCTION oversight_check_ranking();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0001_rollups"),
        ("regions", "0001_initial"),
        ("venues", "0004_declared"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("side", models.CharField(choices=[("worst", "lowest"), ("best", "best")], max_length=5)),
                ("rank", models.SmallIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("region_name", models.CharField(max_length=80)),
                ("category", models.CharField(max_length=40)),
                ("share", models.FloatField()),
                ("low", models.FloatField()),
                ("high", models.FloatField()),
                (
                    "arithmetic",
                    models.JSONField(db_comment="the whole calculation, as the metric names its parts"),
                ),
                (
                    "lot",
                    models.BinaryField(
                        db_comment="keyed hash: the order in which places of one rank are shown"
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rank_entries",
                        to="venues.venue",
                    ),
                ),
            ],
            options={
                "ordering": ("side", "rank", "lot"),
            },
        ),
        migrations.CreateModel(
            name="Hearing",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="hearing",
                        serialize=False,
                        to="oversight.entry",
                    ),
                ),
                ("told", models.SmallIntegerField(db_comment="people in charge who were written to")),
                ("text", models.CharField(blank=True, max_length=1000)),
                ("replied_by", models.CharField(blank=True, db_comment="as in the trail", max_length=80)),
                ("replied_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Ranking",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("category", models.CharField(blank=True, db_comment="empty for all of them", max_length=40)),
                ("metric", models.CharField(max_length=40)),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("term_days", models.SmallIntegerField(db_comment="in which those concerned can reply")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparing", "being worked out"),
                            ("draft", "draft"),
                            ("notice", "open for replies"),
                            ("published", "published"),
                            ("archived", "archived"),
                            ("discarded", "discarded"),
                        ],
                        default="preparing",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "considered",
                    models.IntegerField(db_comment="places of the region and category", null=True),
                ),
                ("left_out", models.JSONField(db_comment='{"thin": 3, ...}', default=dict)),
                ("frozen_at", models.DateTimeField(null=True)),
                ("notified_at", models.DateTimeField(null=True)),
                ("reply_until", models.DateTimeField(null=True)),
                (
                    "reminded_at",
                    models.DateTimeField(db_comment="when those who had not replied were", null=True),
                ),
                (
                    "over_told_at",
                    models.DateTimeField(
                        db_comment="when the reviewer heard that the term is over", null=True
                    ),
                ),
                ("published_at", models.DateTimeField(null=True)),
                ("archived_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, db_comment="why it was discarded", max_length=300)),
                ("archive", models.TextField(blank=True)),
                (
                    "checksum",
                    models.CharField(blank=True, db_comment="SHA-256 of the archive, in hex", max_length=64),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rankings",
                        to="regions.region",
                    ),
                ),
            ],
            options={
                "ordering": ("-until", "-asked_at"),
            },
        ),
        migrations.AddField(
            model_name="entry",
            name="ranking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="oversight.ranking"
            ),
        ),
        migrations.CreateModel(
            name="Spell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(db_comment="the first open day without a check-in")),
                ("open_days", models.SmallIntegerField(db_comment="open days without a check-in so far")),
                ("noticed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "told",
                    models.SmallIntegerField(db_comment="people in charge who were written to", default=0),
                ),
                (
                    "called_at",
                    models.DateTimeField(db_comment="when the coordinator said to have called", null=True),
                ),
                ("called_by", models.CharField(blank=True, db_comment="as in the trail", max_length=80)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="spells", to="venues.venue"
                    ),
                ),
            ],
            options={
                "ordering": ("-open_days", "since"),
            },
        ),
        migrations.CreateModel(
            name="VenueWarning",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                (
                    "rule",
                    models.CharField(
                        db_comment="the regional rule it rests on, with its article", max_length=200
                    ),
                ),
                ("text", models.CharField(max_length=1000)),
                ("issued_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("told", models.SmallIntegerField(db_comment="people in charge who were written to")),
                (
                    "seen_at",
                    models.DateTimeField(
                        db_comment="when a person in charge said to have read it", null=True
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ranking",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="warnings",
                        to="oversight.ranking",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="warnings",
                        to="venues.venue",
                    ),
                ),
            ],
            options={
                "ordering": ("-issued_at",),
            },
        ),
        migrations.CreateModel(
            name="HeadCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(db_comment="in the venue's zone")),
                ("people", models.IntegerField()),
                ("counted_by", models.CharField(db_comment="as in the trail", max_length=80)),
                ("counted_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="head_counts",
                        to="venues.venue",
                    ),
                ),
            ],
            options={
                "ordering": ("-day",),
                "constraints": [
                    models.UniqueConstraint(fields=("venue", "day"), name="head_count_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("people__range", (0, 100000))), name="head_count_people_sane"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("name", models.CharField(max_length=120)),
                (
                    "closes",
                    models.CharField(
                        choices=[
                            ("offices", "offices, schools and health centres"),
                            ("everything", "every place"),
                        ],
                        default="offices",
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(db_comment="where this is laid down", max_length=200)),
                ("entered_by", models.CharField(db_comment="as in the trail", max_length=80)),
                ("entered_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holidays",
                        to="regions.region",
                    ),
                ),
            ],
            options={
                "ordering": ("day", "region_id"),
                "constraints": [
                    models.UniqueConstraint(fields=("day", "region", "name"), name="holiday_once"),
                    models.CheckConstraint(
                        condition=models.Q(("closes__in", ("offices", "everything"))),
                        name="holiday_closes_known",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="ranking",
            index=models.Index(models.F("state"), models.F("reply_until"), name="ranking_by_state"),
        ),
        migrations.AddConstraint(
            model_name="ranking",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("since"))), name="ranking_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="ranking",
            constraint=models.CheckConstraint(
                condition=models.Q(("term_days__range", (3, 30))), name="ranking_term_sane"
            ),
        ),
        migrations.AddConstraint(
            model_name="ranking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "discarded"), _negated=True),
                fields=("region", "category", "since", "until"),
                name="ranking_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("ranking", "venue", "side"), name="entry_once"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(condition=models.Q(("rank__gte", 1)), name="entry_rank_from_1"),
        ),
        migrations.AddConstraint(
            model_name="spell",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("venue",), name="one_quiet_spell_per_venue"
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
