"""What the trail calls what happens to the visits that are kept."""

from django.utils.translation import gettext_lazy as _

from gapura.audit import words

words.register({"visits.deleted": _("%(visits)s visits deleted, older than %(term_days)s days")})
