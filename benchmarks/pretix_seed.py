"""Run with pretix's interpreter and settings: one event, its tickets, a list, a token.

Writes the token, the list's number and the tickets' secrets to the file that PRETIX_BENCH_FILE names.
"""

import json
import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import django
from django.utils.timezone import now
from django_scopes import scopes_disabled

django.setup()

from pretix.base.models import CheckinList, Event, Item, Order, OrderPosition, Organizer, Team  # noqa: E402

TICKETS = int(os.environ["PRETIX_BENCH_TICKETS"])

with scopes_disabled():
    organizer = Organizer.objects.create(name="Bench", slug="bench")
    event = Event.objects.create(
        organizer=organizer,
        name="Bench",
        slug="bench",
        date_from=now(),
        currency="EUR",
        live=True,
        plugins="",
    )
    item = Item.objects.create(event=event, name="Visit", default_price=Decimal(0), admission=True)
    door = CheckinList.objects.create(event=event, name="Door", all_products=True)
    team = Team.objects.create(organizer=organizer, name="Door", all_events=True)
    for field in Team._meta.get_fields():
        if field.name.startswith(("can_", "all_")) and field.get_internal_type() == "BooleanField":
            setattr(team, field.name, True)
    team.save()
    token = team.tokens.create(name="bench")
    more = {}
    if any(field.name == "sales_channel" for field in Order._meta.get_fields()):
        more["sales_channel"] = organizer.sales_channels.get(identifier="web")
    secrets = []
    for number in range(TICKETS):
        order = Order.objects.create(
            code=f"B{number:05d}",
            event=event,
            email="bench@example.org",
            status=Order.STATUS_PAID,
            datetime=now(),
            expires=now() + timedelta(days=9),
            total=Decimal(0),
            locale="en",
            **more,
        )
        position = OrderPosition.objects.create(
            order=order,
            item=item,
            variation=None,
            price=Decimal(0),
            positionid=1,
            secret=f"bench{number:020d}",
        )
        secrets.append(position.secret)
    Path(os.environ["PRETIX_BENCH_FILE"]).write_text(
        json.dumps({"token": token.token, "list": door.pk, "secrets": secrets})
    )
