"""The cache that every process shares: kept in one statement, never emptied of what still counts."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gapura.common import cache as shared

pytestmark = pytest.mark.django_db


def let_pass(key: str) -> None:
    """Let a value's term be over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE django_cache SET expires = %s WHERE cache_key = %s",
            [timezone.now() - timedelta(seconds=1), cache.make_key(key)],
        )


def test_a_value_is_kept_changed_and_forgotten() -> None:
    cache.set("a", [1, "dua"], 60)
    assert cache.get("a") == [1, "dua"]
    cache.set("a", 2, None)
    assert cache.get("a") == 2
    cache.delete("a")
    assert cache.get("a") is None


def test_add_keeps_what_is_alive_and_replaces_what_is_over() -> None:
    assert cache.add("lock", "first", 60) is True
    assert cache.add("lock", "second", 60) is False
    let_pass("lock")
    assert cache.get("lock") is None
    assert cache.add("lock", "third", 60) is True
    assert cache.get("lock") == "third"


def test_touch_prolongs_only_what_is_alive() -> None:
    cache.set("a", 1, 60)
    assert cache.touch("a", 120) is True
    let_pass("a")
    assert cache.touch("a", 120) is False


def test_a_counter_among_many_is_not_thrown_away() -> None:
    cache.set("tries", 4, 300)
    for number in range(500):
        cache.set(f"other-{number}", number, 300)
    assert cache.get("tries") == 4


def test_what_is_over_goes_with_a_later_write(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.set("old", 1, 60)
    let_pass("old")
    monkeypatch.setattr(shared, "SWEEP_SHARE", 1.1)
    cache.set("new", 1, 60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_cache")
        assert cursor.fetchone() == (1,)


def test_keeping_a_value_is_one_statement(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(shared, "SWEEP_SHARE", 0)  # one write in a hundred also sweeps
    with django_assert_num_queries(1):
        cache.set("a", 1, 60)
