"""The trail's one table."""

from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One act: who did what to what, when, where from. Rows are only ever added; a trigger sees to it."""

    at = models.DateTimeField(db_default=Now(), db_index=True)
    by = models.CharField(max_length=80, db_comment="user:ID, visitor:UUID, command or system")
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, db_index=True, db_comment="kind:id of what was changed")
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=32, blank=True)
    address = models.CharField(max_length=45, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index("by", name="event_by"),
            models.Index("act", "id", name="event_by_act"),
            models.Index("request_id", name="event_by_request"),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"
