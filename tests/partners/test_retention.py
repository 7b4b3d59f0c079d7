"""Codes and tokens past their time go, and nothing that still counts does."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from gapura.cli import main
from gapura.partners import retention
from gapura.partners.models import AccessToken, Grant, Link, RefreshToken
from gapura.people.models import Device
from tests.partners.apps import App
from tests.web.world import World

pytestmark = pytest.mark.django_db


def test_codes_go_and_tokens_of_a_link_in_use_stay(world: World, bank: App) -> None:
    tokens = bank.linked(world.wayan)
    bank.code(world.made)
    Grant.objects.update(expires=timezone.now())
    AccessToken.objects.update(expires=timezone.now() - timedelta(hours=1))
    assert retention.run(timezone.now()) == 1
    assert bank.refresh(tokens["refresh_token"]).status_code == 200


def test_an_operator_who_runs_the_terms_runs_these_too(world: World, bank: App, tmp_path: Path) -> None:
    bank.code(world.made)
    Grant.objects.update(expires=timezone.now())
    assert main(["retention", "run", "--data-dir", str(tmp_path)]) == 0
    assert not Grant.objects.exists()


def test_tokens_that_were_exchanged_are_kept_for_a_week(world: World, bank: App) -> None:
    first = bank.linked(world.wayan)
    assert bank.refresh(first["refresh_token"]).status_code == 200
    retention.run(timezone.now() + timedelta(days=6))
    assert RefreshToken.objects.count() == 2
    retention.run(timezone.now() + timedelta(days=8))
    assert RefreshToken.objects.count() == 1


def test_a_link_that_nobody_used_for_half_a_year_ends(world: World, bank: App) -> None:
    bank.linked(world.wayan)
    later = timezone.now() + timedelta(days=181)
    Device.objects.filter(label="Aplikasi: Dompet Bali").update(expires_at=timezone.now())
    retention.run(later)
    assert not Link.objects.exists()
    assert not RefreshToken.objects.exists()
    assert not AccessToken.objects.exists()


def test_a_refused_token_is_refused_after_it_is_gone_as_well(world: World, bank: App) -> None:
    first = bank.linked(world.wayan)
    second = json.loads(bank.refresh(first["refresh_token"]).content)
    retention.run(timezone.now() + timedelta(days=8))
    assert bank.refresh(first["refresh_token"]).status_code == 400
    assert bank.refresh(second["refresh_token"]).status_code == 200
