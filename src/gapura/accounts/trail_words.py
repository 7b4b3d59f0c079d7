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
        "account.sign_in": _("Signed in"),
        "account.sign_in_failed": _("Sign-in failed: wrong password"),
        "account.add_factor": _("Second factor or recovery codes set up"),
        "account.remove_factor": _("Second factor or recovery codes taken away"),
    }
)
