"""What ends with an application, or with the address it went to: secrets, links, an idle account."""

from django.utils import timezone

from gapura.accounts.acts import end_activations
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.registration.models import Application, Confirmation
from gapura.registration.states import State


def end_secrets(application: Application, *, by: trail.Actor) -> None:
    """No activation and no confirmation link of this application works any more; its lone account closes."""
    end_links(application)
    if application.account is not None and not _needed_elsewhere(application.account, application):
        end_activations(user=application.account, by=by)
        User.objects.filter(pk=application.account.pk).update(is_active=False)


def end_links(application: Application) -> None:
    """No confirmation link that was sent works any more."""
    Confirmation.objects.filter(application=application, used_at=None, ended_at=None).update(
        ended_at=timezone.now()
    )


def _needed_elsewhere(account: User, application: Application) -> bool:
    if account.posts.exists():
        return True
    others = Application.objects.filter(account=account).exclude(pk=application.pk)
    return others.filter(state__in=(State.APPROVED, State.ACTIVATED, State.CONFIRMED)).exists()
