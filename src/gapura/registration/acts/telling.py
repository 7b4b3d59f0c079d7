"""What an application's people are told, and by which way."""

from gapura import config
from gapura.audit import trail
from gapura.mail.acts import send
from gapura.mail.models import Channel, Message
from gapura.registration.models import Application


def tell(application: Application, template: str, *, by: trail.Actor, **context: object) -> Message | None:
    """Write to the PIC: by e-mail, or in short to the phone where there is no e-mail.

    `template` is that of an e-mail, `registration/<template>`; a phone gets `registration/<template>_sms`.
    Whom no message reaches is told nothing.
    """
    if not is_reachable(application):
        return None
    known = {
        "name": application.pic_name,
        "place": application.place_name,
        "number": application.pretty_number,
        "follow": follow_address(application),
    }
    email = bool(application.email)
    return send(
        channel=Channel.EMAIL if email else Channel.SMS,
        to=application.email or application.phone,
        template=f"registration/{template}" if email else f"registration/{template}_sms",
        language=application.language,
        context={**known, **context},
        by=by,
        about=application.subject,
    )


def is_reachable(application: Application) -> bool:
    """Whether a message comes to the PIC: not where there is no e-mail and no text message is sent."""
    return bool(application.email) or config.current().sends_sms


def follow_address(application: Application) -> str:
    """Where the application can be followed."""
    return f"{config.current().base_url}/permohonan/{application.pretty_number}"
