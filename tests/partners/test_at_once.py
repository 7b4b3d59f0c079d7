"""An app that refreshes twice at once, or just while its visitor unlinks it, gets no half answers."""

import json
from functools import partial

import pytest

from gapura.partners.acts import links
from gapura.partners.models import AccessToken, Link, RefreshToken
from tests.at_once import at_once
from tests.partners.apps import App
from tests.web.world import World


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
