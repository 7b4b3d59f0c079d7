"""The roles a staff account can have, each with its place and a sentence for people."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a staff account may do; DESIGN section 1."""

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
