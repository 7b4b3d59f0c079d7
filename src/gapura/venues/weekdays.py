"""The days of a week in words."""

from django.utils.translation import gettext_lazy as _

from gapura.core.weekdays import WEEKDAYS

DAY_NAMES = dict(
    zip(
        WEEKDAYS,
        (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")),
        strict=True,
    )
)
