"""Looks at people's records, each for a purpose."""

import uuid_utils.compat as uuids
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gapura.people.models import Correction, Person


class Opening(models.Model):
    """A health officer opened somebody's record for a purpose; until it expires they may read and write it.

    The trail tells the person who looked and why; this row only lets pages follow one another.
    """

    class Purpose(models.TextChoices):
        """What for."""

        CORRECTION = "correction", _("to answer a correction")
        RESULT = "result", _("to record a test result")
        DOSE = "dose", _("to record a vaccination")
        LETTER = "letter", _("to record a doctor's letter")
        ARRIVAL = "arrival", _("to record an arrival from abroad")
        CASE = "case", _("to look after a case or a contact")
        ASKED = "asked", _("because the person asked for it at the office")

    id = models.UUIDField(primary_key=True, default=uuids.uuid7)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, null=True, related_name="+")
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"
