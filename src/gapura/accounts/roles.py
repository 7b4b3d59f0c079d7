"""The roles a staff account can have, each with its place and a sentence for people."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a staff account may do; one role per account."""

    OFFICER = "officer", _("Gate officer")
    PIC = "pic", _("Person in charge")
    COORDINATOR = "coordinator", _("Coordinator")
    REVIEWER = "reviewer", _("Reviewer")
    HEALTH_OFFICER = "health_officer", _("Health officer")
    OPERATOR = "operator", _("Operator")


PLACES: dict[str, str] = {
    Role.OFFICER: "/petugas/",
    Role.PIC: "/pic/",
    Role.COORDINATOR: "/koordinator/",
    Role.REVIEWER: "/verifikasi/",
    Role.HEALTH_OFFICER: "/dinkes/",
    Role.OPERATOR: "/admin/",
}

SENTENCES: dict[str, Promise] = {
    Role.OFFICER: _(
        "Stands at a place's doors: scans passes, verifies, and checks in people without a phone."
    ),
    Role.PIC: _("Answers for one or more places: details, doors, posters, officers, crowd."),
    Role.COORDINATOR: _(
        "Brings the offices of a region through: applies for them, sees who is stuck and helps."
    ),
    Role.REVIEWER: _("Reviews applications with letter and form, and decides which rule set holds where."),
    Role.HEALTH_OFFICER: _(
        "Answers people whose colour is wrong and puts their record right, traces cases, decides who is told."
    ),
    Role.OPERATOR: _("Keeps this deployment running; sees accounts and the trail, but opens no sealed data."),
}
"""What each role does, in one sentence for people."""
