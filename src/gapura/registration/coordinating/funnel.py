"""How many of a region's offices applied and how many of them came how far, by category and kecamatan."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gapura.accounts.models import User
from gapura.regions.models import CODE_LENGTHS, Level, Region
from gapura.registration.models import Application
from gapura.registration.scope import applications_of
from gapura.registration.states import State
from gapura.venues.categories import CATEGORIES, label_of

_APPROVED: Final = (State.APPROVED, State.ACTIVATED, State.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way, and which applications have reached it."""

    code: str
    label: Promise
    reached: Q


STEPS: Final = (
    Step("applied", _("Applied"), Q()),
    Step("in_review", _("In review"), Q(reviewed_at__isnull=False)),
    Step("approved", _("Approved"), Q(state__in=_APPROVED)),
    Step(
        "invited",
        _("Mail sent"),
        Q(state__in=_APPROVED) & (Q(invited_at__isnull=False) | Q(activated_at__isnull=False)),
    ),
    Step("activated", _("Activated"), Q(state__in=(State.ACTIVATED, State.CONFIRMED))),
    Step("confirmed", _("Confirmed"), Q(state=State.CONFIRMED)),
    Step("printed", _("Poster printed"), Q(venue__poster_printed_at__isnull=False)),
    Step("scanned", _("First scan"), Q(first_scan_at__isnull=False)),
)
STEP_BY_CODE: Final = {step.code: step for step in STEPS}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the funnel: what it counts, the filter of the list behind it, and a number for each step."""

    label: str
    query: str
    numbers: tuple[tuple[Step, int], ...]


@dataclass(frozen=True, slots=True)
class Funnel:
    """A region's funnel: everything, by category, and by kecamatan."""

    total: Row
    categories: tuple[Row, ...]
    kecamatan: tuple[Row, ...]


def counted(user: User) -> QuerySet[Application]:
    """The applications that count: of one place only the newest, and none that was withdrawn."""
    newer = Application.objects.filter(replaces=OuterRef("pk"))
    over = (State.REPLACED, State.WITHDRAWN)
    return applications_of(user).exclude(state__in=over).exclude(Exists(newer))


def funnel(user: User) -> Funnel:
    """The funnel of the account's region, in two statements."""
    by_category: dict[str, Counter[str]] = {}
    by_kecamatan: dict[str, Counter[str]] = {}
    total: Counter[str] = Counter()
    numbers = {step.code: Count("pk", filter=step.reached) for step in STEPS}
    found = counted(user).select_related(None).order_by()
    kecamatan = Left("region_id", CODE_LENGTHS[Level.KECAMATAN])
    for line in found.values("category", kecamatan=kecamatan).annotate(**numbers):
        here = Counter({step.code: line[step.code] for step in STEPS})
        by_category.setdefault(line["category"], Counter()).update(here)
        by_kecamatan.setdefault(line["kecamatan"], Counter()).update(here)
        total.update(here)
    return Funnel(
        _row("", "", total),
        tuple(_row(label_of(code), f"category={code}", by_category[code]) for code in _in_order(by_category)),
        tuple(
            _row(name, f"kecamatan={code}", by_kecamatan[code])
            for code, name in Region.objects.filter(code__in=by_kecamatan)
            .order_by("code")
            .values_list("code", "name")
        ),
    )


def _in_order(codes: Iterable[str]) -> list[str]:
    known = list(CATEGORIES)
    return sorted(codes, key=lambda code: known.index(code) if code in known else len(known))


def _row(label: str, query: str, counts: Counter[str]) -> Row:
    return Row(label, query, tuple((step, counts[step.code]) for step in STEPS))
