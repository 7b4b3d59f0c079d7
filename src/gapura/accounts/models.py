"""The staff account."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from gapura.accounts.roles import Role
from gapura.regions.models import Region


class User(AbstractUser):
    """A named member of staff with one role in one region. Visitors are not users."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role.choices)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="staff")

    REQUIRED_FIELDS = ["name", "role", "region_id"]

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.username})"

    def get_full_name(self) -> str:
        """The account's name as people say it."""
        return self.name

    @property
    def actor(self) -> str:
        """How the trail names this account."""
        return f"user:{self.pk}"
