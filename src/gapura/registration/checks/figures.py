"""Do the letter's date and the figures make sense together?"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from gapura.registration import findings
from gapura.registration.details import Details
from gapura.registration.findings import Finding
from gapura.venues.acts import NewDoor

OLDEST_LETTER = timedelta(days=90)
MOST_TURNS = 100
"""How often a day a place could fill anew, at the very most."""


def check_letter_date(day: date, *, today: date) -> list[Finding]:
    """A letter is not from tomorrow, and not old."""
    if day > today:
        words = _("The letter's date is in the future. Look at the day, the month and the year.")
        return [findings.error("letter_date", "letter_from_the_future", words)]
    if today - day > OLDEST_LETTER:
        words = _("The letter is older than 90 days. A reviewer may ask for a new one.")
        return [findings.warning("letter_date", "old_letter", words)]
    return []


def check_figures(details: Details) -> list[Finding]:
    """People who work there and guests fit the capacity, and doors lead both in and out."""
    return check(
        capacity=details.capacity,
        staff=details.staff,
        daily_guests=details.daily_guests,
        doors=details.doors,
    )


def check(
    *, capacity: int | None, staff: int | None, daily_guests: int | None, doors: Sequence[NewDoor]
) -> list[Finding]:
    """The same for figures of which some may not be known yet."""
    found = []
    if capacity and staff and staff > capacity:
        words = _("More people work there than may be inside at once. Count staff and guests together.")
        found.append(findings.warning("capacity", "less_than_staff", words))
    if capacity and daily_guests and daily_guests > MOST_TURNS * capacity:
        words = _("So many guests a day hardly fit a place of this capacity. Please look at both numbers.")
        found.append(findings.warning("daily_guests", "too_many_guests", words))
    kinds = {door.kind for door in doors}
    if kinds == {"exit"}:
        words = _("There is no way in. One door at least is a way in, or a way in and out.")
        found.append(findings.error("doors", "no_way_in", words))
    elif kinds == {"entry"}:
        words = _("There is no way out. One door at least is a way out, or a way in and out.")
        found.append(findings.error("doors", "no_way_out", words))
    return found
