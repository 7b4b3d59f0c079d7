"""A device becomes a venue's scanner, officers join it, and a lost one is shut out."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gapura import config
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.core.codes import token
from gapura.scanning.models import Keeper, Scanner
from gapura.venues.acts.registering import subject
from gapura.venues.models import Venue

LIFETIME = timedelta(days=90)
MOST = 30
"""Scanners in use that one venue can have."""


class TooManyScannersError(Exception):
    """The venue has as many scanners as it can; one must be shut out first."""


@transaction.atomic
def register(*, venue: Venue, label: str, by: User) -> Scanner:
    """Make the device in `by`'s hands a scanner of a venue, with `by` as its first officer."""
    Venue.objects.select_for_update(no_key=True).get(pk=venue.pk)
    if in_use(venue).count() >= MOST:
        raise TooManyScannersError
    scanner = Scanner.objects.create(
        venue=venue, label=label[:60], registered_by=by, expires_at=timezone.now() + LIFETIME
    )
    Keeper.objects.create(scanner=scanner, user=by)
    trail.record("scanning.register", by=by, subject=subject(venue), scanner=scanner.label)
    return scanner


@transaction.atomic
def join(*, scanner: Scanner, by: User) -> Scanner:
    """Let `by` unlock a scanner, too, and let it serve another 90 days."""
    fresh = take_up(scanner, by)
    scanner.expires_at = timezone.now() + LIFETIME
    scanner.save(update_fields=["expires_at"])
    if fresh:
        trail.record("scanning.join", by=by, subject=subject(scanner.venue), scanner=scanner.label)
    return scanner


def take_up(scanner: Scanner, user: User) -> bool:
    """Let somebody with a post at its venue act with a scanner from now on; whether they could not before."""
    if Keeper.objects.filter(scanner=scanner, user=user, ended_at=None).exists():
        return False
    Keeper.objects.update_or_create(scanner=scanner, user=user, defaults={"ended_at": None})
    return True


@transaction.atomic
def shut_out(*, scanner: Scanner, by: User) -> bool:
    """End a scanner at once; whether it was in use. What it has not sent stays on it, unreadable."""
    ended = in_use(scanner.venue).filter(pk=scanner.pk).update(revoked_at=timezone.now()) == 1
    if ended:
        trail.record("scanning.shut_out", by=by, subject=subject(scanner.venue), scanner=scanner.label)
    return ended


def in_use(venue: Venue) -> QuerySet[Scanner]:
    """A venue's devices that may act."""
    return Scanner.objects.filter(venue=venue, desk=False, revoked_at=None, expires_at__gt=timezone.now())


def token_of(scanner: Scanner) -> str:
    """What a scanner shows at the gate until it expires."""
    expires = int(scanner.expires_at.timestamp())
    return token.issue(config.key_ring(), scanner.venue_id, scanner.pk, expires, kind=token.SCANNER)


def found_by(shown: str) -> Scanner | None:
    """The scanner that shows a token, if it may act."""
    now = timezone.now()
    reader = token.TokenReader(config.key_ring().all("token"), token.SCANNER)
    try:
        venue, scanner_id, _ = reader.fields(shown, now.timestamp())
    except (token.TokenError, ValueError):
        return None
    scanners = Scanner.objects.select_related("venue__region").filter(revoked_at=None, expires_at__gt=now)
    return scanners.filter(pk=scanner_id, venue_id=UUID(bytes=venue)).first()


def officers_of(scanner: Scanner) -> QuerySet[Keeper]:
    """Those who joined a scanner and have a post at its venue now."""
    return keepers_now(scanner.venue).filter(scanner=scanner)


def keepers_now(venue: Venue) -> QuerySet[Keeper]:
    """Whoever joined a scanner and has a post at this venue now."""
    posts = venue.posts.filter(until=None) | venue.posts.filter(until__gt=timezone.now())
    there = Keeper.objects.filter(ended_at=None, user__is_active=True)
    return there.filter(user__in=posts.values("user")).select_related("user")


def officer_of(scanner: Scanner, user_id: int) -> User | None:
    """One of those, if they are one."""
    keeper = officers_of(scanner).filter(user=user_id).first()
    return keeper.user if keeper else None
