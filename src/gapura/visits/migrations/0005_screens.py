"""Venues again, with the doors at which only a screen counts."""

from importlib import import_module

from django.db import migrations

functions = import_module("gapura.visits.migrations.0003_quicker_functions").functions


class Migration(migrations.Migration):
    dependencies = [("visits", "0004_late"), ("venues", "0005_screens")]

    operations = [functions("venues")]
