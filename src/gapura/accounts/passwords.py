"""What a password must not be: its owner's own name, written a little differently."""

import re
from difflib import SequenceMatcher

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

TOO_ALIKE = 0.7
_PARTS = re.compile(r"\W+")


class UnlikeOwnerValidator:
    """Refuses a password that reads like the user name or the name, in whole or by one of their parts.

    Django's own compares which letters there are and not their order, so that it refuses many a good
    sentence for whoever has a long name.
    """

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError."""
        typed = password.lower()
        for text in (getattr(user, "username", ""), getattr(user, "name", "")):
            for part in {text.lower(), *_PARTS.split(text.lower())}:
                if len(part) > 3 and SequenceMatcher(a=typed, b=part).ratio() >= TOO_ALIKE:
                    raise ValidationError(_("The password is too much like the name or user name."))

    def get_help_text(self) -> str:
        """For forms that list the rules."""
        return _("Not your name or user name.")
