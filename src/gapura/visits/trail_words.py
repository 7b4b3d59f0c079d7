"""What the trail calls what happens to the visits that are kept."""

from django.utils.translation import gettext_lazy as _

from gapura.audit import words

words.register(
    {
        "visits.deleted": _("%(visits)s visits deleted, older than %(term_days)s days"),
        "visits.standing_repaired": _("%(people)s people set right who were counted in more than one place"),
        "visits.occupancy_repaired": _("The number of people inside was set right after a recount"),
    }
)
