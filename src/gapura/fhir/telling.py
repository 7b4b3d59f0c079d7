"""Operators are written to when a registry was stopped: somebody must look before it goes on."""

from gapura import config
from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.mail.acts import send
from gapura.partners.models import Partner


def tell_operators(registry: Partner) -> None:
    """Write to every operator who has an e-mail address on record."""
    for user in User.objects.filter(role=Role.OPERATOR, is_active=True, contact__isnull=False):
        if user.contact and user.channel == "email":
            send(
                channel="email",
                to=user.contact,
                template="fhir/stopped",
                language="id",
                context={
                    "name": user.name,
                    "registry": registry.name,
                    "most": registry.most_a_day,
                    "page": f"{config.current().base_url}/admin/fhir/registry/",
                },
                by=trail.SYSTEM,
                about=f"user:{user.pk}",
            )
