"""Is this a place that is known already, perhaps under a slightly different name?"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from gapura.accounts.roles import Role
from gapura.core.positions import metres
from gapura.regions.models import CODE_LENGTHS, Level
from gapura.registration import findings
from gapura.registration.details import Details
from gapura.registration.findings import Finding
from gapura.registration.models import Application
from gapura.registration.names import plain_name
from gapura.registration.states import UNDER_WAY, State
from gapura.venues.models import Post, Venue

ALIKE = 0.88
"""From which likeness on two names are asked about."""

BESIDE = 50  # metres
_SAID_OF_MANY = frozenset(
    {"kantor", "perbekel", "desa", "dinas", "upt", "uptd", "kabupaten", "gedung", "pemerintah"}
)
_NUMERAL = re.compile(r"[0-9]+|i{1,3}|iv|vi{0,3}|ix|x")


@dataclass(frozen=True, slots=True)
class Known:
    """A place that is registered, or for which an application is under way."""

    name: str
    category: str
    region: str
    latitude: float | None
    longitude: float | None
    registered: bool


def likeness(one: str, other: str) -> float:
    """From 0 to 1, how alike the names of two places of one category are; 1 for the same.

    Words that many names have count for nothing; a different number (`Puskesmas Ubud I` and `II`) makes two.
    """
    words, others = (_telling(plain_name(name)) for name in (one, other))
    if _numbers(words) != _numbers(others):
        return 0.0
    return SequenceMatcher(None, " ".join(sorted(words)), " ".join(sorted(others)), autojunk=False).ratio()


def check(details: Details, known: Iterable[Known]) -> list[Finding]:
    """The worst that is to be said: the same place, or one that is much like it."""
    name = plain_name(details.place_name)
    nearly: Known | None = None
    for each in known:
        if each.region == details.region and plain_name(each.name) == name:
            return [_the_same(each)]
        if nearly is None and each.category == details.category and _alike(details, each):
            nearly = each
    return [_much_alike(nearly)] if nearly else []


def known_places(details: Details, replaces: Application | None) -> Iterator[Known]:
    """Places with a PIC and applications of the same kecamatan but `replaces`, in two statements.

    Of an application that was confirmed its place is already known, so it is looked at as an application.
    """
    within = Q(region__code__startswith=details.region[: CODE_LENGTHS[Level.KECAMATAN]])
    current = Application.objects.filter(within, Q(state__in=UNDER_WAY) | Q(state=State.CONFIRMED))
    in_charge = Post.objects.filter(venue=OuterRef("pk"), user__role=Role.PIC)
    taken = Venue.objects.filter(within, Exists(in_charge))
    if replaces is not None:
        current = current.exclude(pk=replaces.pk)
        if replaces.venue_id:
            taken = taken.exclude(pk=replaces.venue_id)
    for name, category, region in taken.values_list("name", "category", "region_id"):
        yield Known(name, category, region, None, None, registered=True)
    columns = ("place_name", "category", "region_id", "latitude", "longitude", "state")
    for name, category, region, latitude, longitude, state in current.values_list(*columns):
        yield Known(name, category, region, latitude, longitude, registered=state == State.CONFIRMED)


def _alike(details: Details, known: Known) -> bool:
    return _beside(details, known) or likeness(details.place_name, known.name) >= ALIKE


def _beside(details: Details, known: Known) -> bool:
    if None in (details.latitude, details.longitude, known.latitude, known.longitude):
        return False
    here, there = (details.latitude, details.longitude), (known.latitude, known.longitude)
    return metres(here, there) <= BESIDE  # type: ignore[arg-type]


def _the_same(known: Known) -> Finding:
    if known.registered:
        words = _("This place is registered already. Ask its person in charge, or Dinas Kominfo.")
        return findings.error("place_name", "registered_already", words)
    words = _(
        "An application for this place is under way. Follow it with its number; if you have lost the "
        "number, ask Dinas Kominfo."
    )
    return findings.error("place_name", "applied_already", words)


def _much_alike(known: Known) -> Finding:
    words = _("A place much like this one is known already: %(name)s. Go on if yours is another one.")
    return findings.warning("place_name", "much_alike", words % {"name": known.name})


def _telling(name: str) -> list[str]:
    words = name.split()
    return [word for word in words if word not in _SAID_OF_MANY] or words


def _numbers(words: list[str]) -> set[str]:
    return {word for word in words if _NUMERAL.fullmatch(word)}
