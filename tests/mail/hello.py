"""A message to Putu, as tests send it."""

from gapura.audit.trail import SYSTEM
from gapura.mail import acts
from gapura.mail.models import Message


def written(about: str = "") -> Message:
    return acts.send(
        channel="email",
        to="putu@desa.example",
        template="hello",
        language="id",
        context={"name": "Putu", "code": "482913"},
        by=SYSTEM,
        about=about,
    )
