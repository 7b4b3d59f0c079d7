"""Formal warnings: issued under a named regional rule, seen by the place, withdrawn where wrong."""

from django.db import transaction
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit import trail
from gapura.oversight.people import pics_of, tell
from gapura.oversight.ranking.models import LONGEST_REPLY, Ranking, VenueWarning
from gapura.venues.acts.registering import subject
from gapura.venues.models import Venue


class WarningError(ValueError):
    """This cannot be done with a warning: rule or text missing or too long, or it is withdrawn already."""


@transaction.atomic
def issue(*, venue: Venue, rule: str, text: str, by: User, ranking: Ranking | None = None) -> VenueWarning:
    """Warn a place under a regional rule, and tell its person in charge. Raises WarningError."""
    warning = VenueWarning.objects.create(
        venue=venue,
        ranking=ranking,
        rule=_said(rule, 200),
        text=_said(text, LONGEST_REPLY),
        issued_by=by,
        told=0,
    )
    warning.told = _tell(warning, "warned", by)
    warning.save(update_fields=["told"])
    trail.record("venue.warn", by=by, subject=subject(venue), rule=warning.rule)
    return warning


@transaction.atomic
def see(*, warning: VenueWarning, by: User) -> VenueWarning:
    """Note that the person in charge has read it; once is enough."""
    locked = VenueWarning.objects.select_for_update().get(pk=warning.pk)
    if locked.seen_at is None:
        locked.seen_at = timezone.now()
        locked.save(update_fields=["seen_at"])
        trail.record("venue.see_warning", by=by, subject=subject(warning.venue), rule=locked.rule)
    return locked


@transaction.atomic
def withdraw(*, warning: VenueWarning, reason: str, by: User) -> VenueWarning:
    """Take a warning back, saying why; the place is told. It stays in the trail. Raises WarningError."""
    locked = VenueWarning.objects.select_for_update().get(pk=warning.pk)
    if locked.withdrawn_at is not None:
        raise WarningError("the warning is withdrawn already")
    locked.withdrawn_at, locked.withdrawn_reason = timezone.now(), _said(reason, 300)
    locked.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    _tell(locked, "unwarned", by)
    trail.record(
        "venue.withdraw_warning",
        by=by,
        subject=subject(locked.venue),
        rule=locked.rule,
        reason=locked.withdrawn_reason,
    )
    return locked


def _tell(warning: VenueWarning, template: str, by: User) -> int:
    return tell(
        pics_of([warning.venue_id]).get(warning.venue_id, []),
        template,
        warning.venue,
        path=f"/pic/tempat/{warning.venue_id}/kepatuhan/",
        about=f"warning:{warning.pk}",
        by=by,
        rule=warning.rule,
        text=warning.text,
        reason=warning.withdrawn_reason,
    )


def _said(text: str, longest: int) -> str:
    said = text.strip()
    if not said or len(said) > longest:
        raise WarningError(f"between 1 and {longest} characters are needed")
    return said
