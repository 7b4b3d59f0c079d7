"""Django's name for this app."""

from django.apps import AppConfig


class RulesetsConfig(AppConfig):
    """Which rule set is in force where: pins by an authority over the dated files."""

    name = "gapura.rulesets"
    label = "rulesets"
