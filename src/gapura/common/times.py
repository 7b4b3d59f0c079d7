"""Times of day as the reader's language writes them."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import get_language


def pointed(clock: str) -> str:
    """A time such as 07:30 or 07:30:15 as the language in use writes it: 07.30 in Indonesian."""
    return clock if get_language() == "en" else clock.replace(":", ".")


def day_and_time(moment: datetime, day: str = "j F Y") -> str:
    """A moment in its own zone, its day by a format of Django's: 4 Maret 2022, 07.30."""
    return f"{date_format(moment, day)}, {pointed(f'{moment:%H:%M}')}"


def with_zone(moment: datetime, day: str = "j F Y") -> str:
    """The same for readers elsewhere, too, with the name of its zone: 4 Maret 2022, 07.30 WITA."""
    return f"{day_and_time(moment, day)} {moment:%Z}"
