"""What ends with an application, or with the address it went to: secrets, links, an idle account."""

from django.utils import timezone

from gapura.accounts.acts import close_account
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.registration.models import Application, Confirmation
from gapura.registration.states import State


def end_secrets(application: Application, *, by: trail.Actor) -> None:
    """No activation and no confirmation link of this application works any more; its lone account closes."""
    end_links(application)
    if application.account is not None and not needed_elsewhere(application.account, application):
        close_account(user=application.account, reason="application ended", by=by)


def end_links(application: Application) -> None:
    """No confirmation link that was sent works any more."""
    Confirmation.objects.filter(application=application, used_at=None, ended_at=None).update(
        ended_at=timezone.now()
    )


def needed_elsewhere(account: User, application: Application) -> bool:
    """Whether an account answers for a place, or is to by another application."""
    if account.posts.exists():
        return True
    others = Application.objects.filter(account=account).exclude(pk=application.pk)
    return others.filter(state__in=(State.APPROVED, State.ACTIVATED, State.CONFIRMED)).exists()
