"""What the trail calls what visitors do by right."""

from django.utils.translation import gettext_lazy as _

from gapura.audit import words

words.register(
    {
        "rights.copy": _("Copy of the own data downloaded"),
        "rights.erase": _("Record erased on its holder's wish"),
    }
)
