"""What colours and decisions are called on screen."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COLOURS: dict[str, Promise] = {
    "green": _("Green"),
    "yellow": _("Yellow"),
    "red": _("Red"),
    "black": _("Black"),
}
DECISIONS: dict[str, Promise] = {
    "admit": _("admitted"),
    "verify": _("to be checked by an officer"),
    "refuse": _("not admitted"),
    "full": _("place was full"),
}
