"""Everything that is looked at when an application is handed in, at once and in words."""

from django.utils import timezone
from django.utils.translation import gettext as _

from gapura.mail.domains import has_mail_server
from gapura.regions.models import Level, Region
from gapura.registration import findings
from gapura.registration.checks import addresses, figures, likeness, phones, positions
from gapura.registration.checks.addresses import HasMailServer
from gapura.registration.details import Details
from gapura.registration.findings import Finding
from gapura.registration.models import Application, Source


def look(
    details: Details,
    *,
    source: str = Source.WEB,
    replaces: Application | None = None,
    letters: int = 1,
    takes_mail: HasMailServer = has_mail_server,
) -> list[Finding]:
    """Every finding about an application; `letters` is how many letters came with it.

    What cannot be told (no network) is no finding. `replaces` is left out of the search for duplicates.
    `takes_mail` says whether mail can be sent to the address's domain.
    """
    known = list(likeness.known_places(details, replaces))
    return [
        *_letter(source, letters),
        *figures.check_letter_date(details.letter_date, today=timezone.localdate()),
        *addresses.check(details.email, has_mail_server=takes_mail),
        *phones.check(details.phone),
        *_region(details.region),
        *positions.check(position_of(details), region=details.region, others=_positions(known)),
        *figures.check_figures(details),
        *likeness.check(details, known),
    ]


def position_of(details: Details) -> positions.Position | None:
    """Where the place is, if that was said."""
    if details.latitude is None or details.longitude is None:
        return None
    return details.latitude, details.longitude


def _positions(known: list[likeness.Known]) -> list[positions.Position]:
    return [
        (each.latitude, each.longitude)
        for each in known
        if each.latitude is not None and each.longitude is not None
    ]


def _letter(source: str, letters: int) -> list[Finding]:
    if letters:
        return []
    words = _("The letter of application is missing. Add it as PDF or picture, or let Gapura write it.")
    level = findings.error if source == Source.WEB else findings.warning
    return [level("letter", "letter_missing", words)]


def _region(code: str) -> list[Finding]:
    if Region.objects.filter(code=code, level__in=(Level.KECAMATAN, Level.VILLAGE)).exists():
        return []
    return [findings.error("region", "no_such_region", _("Choose the village or kecamatan from the list."))]
