"""What the trail calls what health officers do with people's records and cases."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapura.audit import words
from gapura.audit.words import Data
from gapura.tracing.models import Opening


def _look(data: Data) -> str:
    purposes = dict(Opening.Purpose.choices)
    purpose = str(data.get("purpose"))
    return _("Record opened by a health officer, %(purpose)s") % {"purpose": purposes.get(purpose, purpose)}


words.register(
    {
        "tracing.look": _look,
        "tracing.look_missed": gettext_lazy("Health officer typed a number that no staff have seen"),
        "tracing.begin_case": gettext_lazy("Case begun by a positive result"),
        "tracing.end_case": gettext_lazy("Case withdrawn with its result; %(people)s people are told so"),
        "tracing.count_again": gettext_lazy("Places of a case counted again"),
        "tracing.tell": gettext_lazy("Decided for a place of a case: %(people)s people are told"),
        "tracing.leave": gettext_lazy("Decided for a place of a case: nobody of %(people)s people is told"),
        "tracing.deleted": gettext_lazy("%(cases)s cases from before %(before)s deleted by their term"),
        "tracing.braked": gettext_lazy("Stopped: more than %(most)s items recorded within an hour"),
    }
)
