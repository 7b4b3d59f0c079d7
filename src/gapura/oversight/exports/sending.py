"""Sends each subscriber the report of the week that is over: once, though a job be killed or run twice."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from gapura import config
from gapura.audit import trail
from gapura.common.alone import each_alone
from gapura.mail.acts import send
from gapura.oversight.coverage.showing import sentence
from gapura.oversight.exports.figures import figures_of
from gapura.oversight.exports.models import Subscription, WeeklyLetter
from gapura.oversight.exports.report import facts
from gapura.oversight.exports.subscribing import ROLES
from gapura.oversight.exports.weeks import Week

FROM_HOUR: Final = 7
"""The hour of Monday, in the region's own zone, from which letters go out."""

LANGUAGE: Final = "id"


def send_due(now: datetime | None = None) -> int:
    """Send every letter that is due and was not sent; how many went. Each is a transaction of its own."""
    now = now or timezone.now()
    waiting = Subscription.objects.filter(ended_at=None, user__is_active=True, user__role__in=ROLES)
    return each_alone(_send, list(waiting.order_by("pk").values_list("pk", flat=True)), now)


@transaction.atomic
def _send(subscription_id: int, now: datetime) -> bool:
    """The letter and the row that says it was sent are kept together or not at all.

    Whoever else is at the same subscription waits for its lock, and then finds that row.
    """
    subscription = (
        Subscription.objects.select_for_update(of=("self",))
        .select_related("user__region", "region")
        .filter(pk=subscription_id, ended_at=None)
        .first()
    )
    # Whoever has moved to another region since hears no more of the former one.
    if subscription is None or not subscription.user.region.covers(subscription.region):
        return False
    if subscription.user.channel != "email":
        return False
    week = _due(subscription, now)
    if week is None or subscription.letters.filter(week=week.monday).exists():
        return False
    with translation.override(LANGUAGE):
        message = send(
            channel="email",
            to=subscription.user.contact or "",
            template="oversight/weekly",
            language=LANGUAGE,
            context=_context(subscription, week),
            by=trail.SYSTEM,
            unsubscribe=ending_address(subscription),
        )
    WeeklyLetter.objects.create(subscription=subscription, week=week.monday, message_id=message.pk)
    return True


def ending_address(subscription: Subscription) -> str:
    """Where the subscription is ended without signing in."""
    return config.current().base_url + reverse("report_end", args=[subscription.token])


def _due(subscription: Subscription, now: datetime) -> Week | None:
    """The last week that is over, if its letter's hour has come and it ended after they subscribed."""
    zone = ZoneInfo(subscription.region.time_zone)
    week = Week.last(now.astimezone(zone).date())
    ended = datetime.combine(week.sunday, time.max, zone)
    monday = datetime.combine(week.sunday + timedelta(days=1), time(FROM_HOUR), zone)
    return week if now >= monday and subscription.since <= ended else None


def _context(subscription: Subscription, week: Week) -> dict[str, object]:
    figures = figures_of(subscription.region, week)
    address = reverse("report_pdf", args=[subscription.region_id, week.name])
    return {
        "region": subscription.region.name,
        "name": subscription.user.name,
        "week": week.in_words,
        "facts": facts(figures),
        "coverage": sentence(figures.coverage.total) if figures.coverage else "",
        "link": f"{config.current().base_url}{address}",
        "ending": ending_address(subscription),
    }
