"""What the trail calls what happens to staff accounts, and who its actors of the kind `user` are."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from gapura.accounts.models import User
from gapura.audit import words
from gapura.audit.words import Who


def _staff(keys: Collection[str]) -> dict[str, Who]:
    known = User.objects.filter(pk__in=[int(key) for key in keys if key.isdecimal()]).select_related("region")
    return {str(user.pk): Who(user.name, f"{user.get_role_display()}, {user.region.name}") for user in known}


words.name_actors("user", _staff)
words.register(
    {
        "account.make": _("Account made"),
        "account.change": _("Account changed"),
        "account.reset_second_factor": _("Second factor taken away, to be set up anew"),
        "account.invite": _("Invited to an account"),
        "account.renew_activation": _("New one-time password made"),
        "account.end_activations": _("One-time password taken back"),
        "account.activate": _("Account activated"),
        "account.activation_failed": _("Activation failed: wrong one-time password"),
        "account.ready": _("Account ready: its first second factor is set up"),
        "account.forget_password": _("Link for a forgotten password asked for"),
        "account.change_password": _("Password changed"),
        "account.correct_contact": _("Address for mail about the account corrected"),
        "account.end_sessions": _("Signed out on other devices"),
        "account.close": _("Account closed"),
        "account.sign_in": _("Signed in"),
        "account.sign_in_failed": _("Sign-in failed: wrong password"),
        "account.add_factor": _("Second factor or recovery codes set up"),
        "account.remove_factor": _("Second factor or recovery codes taken away"),
    }
)
