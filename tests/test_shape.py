"""Guards for the shape of the whole: what no single feature's test would notice."""

from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command

from gapura.postgres import EmbeddedPostgres


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out)
    except (SystemExit, CommandError):
        pytest.fail(out.getvalue())


def test_an_empty_database_is_migrated_by_the_command_alone(
    database_url: str, postgres_server: EmbeddedPostgres
) -> None:
    with psycopg.connect(database_url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert {("venues_venue",), ("visits_visit",)} <= set(names)
