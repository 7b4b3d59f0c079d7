"""An app that refreshes twice at once, or just while its visitor unlinks it, gets no half answers."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from gapura.partners import delivery
from gapura.partners.acts import links
from gapura.partners.models import AccessToken, Link, RefreshToken, WebhookCall
from tests.at_once import at_once, outcome
from tests.partners.apps import App
from tests.web.world import World

HOUR = timedelta(hours=1)


@pytest.fixture
def world(transactional_db: None) -> World:
    """Nobody and nothing yet but the regions and their rules, where every connection can see them."""
    return World()


def test_of_many_who_show_one_refresh_token_one_gets_the_next(world: World, bank: App) -> None:
    token = bank.linked(world.wayan)["refresh_token"]
    answers = at_once(*[partial(bank.refresh, token)] * 6)
    good = [json.loads(answer.content) for answer in answers if answer.status_code == 200]
    assert len(good) <= 1
    assert all(tokens["access_token"] and tokens["refresh_token"] for tokens in good)
    assert {answer.status_code for answer in answers} <= {200, 400}
    assert RefreshToken.objects.filter(revoked=None).count() <= 1


def test_unlinking_wins_over_whatever_goes_on(world: World, bank: App) -> None:
    for _ in range(5):
        token = bank.linked(world.wayan)["refresh_token"]
        link = Link.objects.get()
        ending = partial(links.unlink, link_id=link.pk, by=world.wayan.person)
        *answers, name = at_once(partial(bank.refresh, token), partial(bank.refresh, token), ending)
        assert name == "Dompet Bali"
        assert {answer.status_code for answer in answers} <= {200, 400}
        for model in (Link, AccessToken, RefreshToken):
            assert not model.objects.exists()


def test_what_waits_for_its_turn_waits_longer_and_gets_no_second_job(world: World, bank: App) -> None:
    now = timezone.now()
    call = WebhookCall.objects.create(
        partner=bank.partner, kind="unlinked", data={}, created_at=now - HOUR, next_try_at=now - HOUR
    )
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        assert delivery._take_turn(bank.partner.pk)
        again = pool.submit(outcome, partial(delivery.deliver, call.pk)).result(30)
    assert isinstance(again, delivery.TryAgain)
    call.refresh_from_db()
    assert (call.tries, call.next_try_at) == (0, again.at)
    assert again.at > now + delivery.LONGEST_BUSY
    assert delivery.forsaken(now + delivery.OVERDUE) == []
