"""A metric's numbers, each with what it means."""

from django.utils.translation import gettext as _

from gapura.core.compliance import Parameters
from gapura.oversight.charts import figure, percent


def parameters_in_words(parameters: Parameters) -> list[tuple[str, str]]:
    """What each number of a metric means, and the number, in the reader's language."""
    limits = ", ".join(figure(limit) for limit in parameters.size_limits)
    people = parameters.counted == "people"
    return [
        (_("What counts as a check-in"), _("each person let in, once a day") if people else _("every scan")),
        (_("Share of the staff that is in on an ordinary day"), percent(parameters.staff_presence, 0)),
        (_("How far declarations are taken to be off, up or down"), percent(parameters.declared_spread, 0)),
        (_("Companions count up to this share of the check-ins"), percent(parameters.companions_counted, 0)),
        (_("Days before the period from which weekdays are learned"), figure(parameters.learning_days)),
        (_("Visits as which the peers' weekdays weigh"), figure(parameters.pattern_strength)),
        (_("Scatter of days while nothing is learned yet"), figure(parameters.default_dispersion, 1)),
        (_("A weekday is taken as closed after silent ones"), figure(parameters.shut_weekday_chances)),
        (_("The interval holds the true share with"), percent(parameters.confidence, 0)),
        (_("Fewest open days in a period"), figure(parameters.least_open_days)),
        (_("Fewest visits expected in a period"), figure(parameters.least_expected)),
        (_("Head counts that replace a declaration"), figure(parameters.least_counts)),
        (_("Fewest peers of the same category and size"), figure(parameters.least_peers)),
        (_("Limits of the size classes, in visits a day"), limits),
        (_("Named lowest only if the upper end is below"), percent(parameters.worst_below, 0)),
        (_("Named best only if the lower end is above"), percent(parameters.best_above, 0)),
        (_("Places named on each side"), figure(parameters.listed)),
        (_("Days to wait for check-ins of doors without network"), figure(parameters.settling_days)),
        (_("A group is scanned for when companions are more than"), percent(parameters.group_share, 0)),
    ]
