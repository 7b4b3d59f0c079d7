"""Two tabs and impatient fingers: the same draft written and sent at the same moment."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from gapura.accounts import pacing
from gapura.mail.models import Message
from gapura.registration.applying import drafts
from gapura.registration.models import Application
from tests.at_once import at_once
from tests.registration.applying import LETTER, PIC, Applicant
from tests.registration.world import make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def luh(transactional_db: None) -> Applicant:
    """Ni Luh, who begins to apply, in a database whose transactions really end."""
    make_world()
    cache.clear()
    return Applicant().begins()


def test_a_button_pressed_three_times_at_once_gives_one_application(luh: Applicant) -> None:
    luh.fills_in()

    answers = at_once(luh.sends, luh.sends, luh.sends)

    assert {answer.get("Location") for answer in answers} == {"/daftar/selesai/"}
    assert Application.objects.count() == Message.objects.count() == 1


def test_two_tabs_that_save_at_once_lose_nothing(luh: Applicant) -> None:
    draft = luh.draft

    at_once(
        *[
            lambda values=values: drafts.write(draft=draft, values=values)
            for values in (LETTER, PIC, {"capacity": "40"}, {"address": "Jalan Raya Celuk 1"})
        ]
    )

    assert drafts.written(luh.draft) == {**LETTER, **PIC, "capacity": "40", "address": "Jalan Raya Celuk 1"}


def test_a_pace_is_kept_exactly_by_all_together(luh: Applicant) -> None:
    def once() -> None:
        pacing.spend("tries", "somebody", most=3, within=timedelta(hours=1))

    results = at_once(*[once] * 8)

    assert sum(isinstance(result, pacing.TooOftenError) for result in results) == 5
