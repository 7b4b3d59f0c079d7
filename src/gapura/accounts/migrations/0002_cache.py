"""The table behind Django's cache, which counts sign-in attempts for every process alike."""

from django.db import migrations

# Django's own shape (`createcachetable`); unlogged, for counts may be forgotten in a crash.
TABLE = """
CREATE UNLOGGED TABLE django_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX django_cache_expires ON django_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(TABLE, "DROP TABLE django_cache")]
