"""A message's way: every step kept, found by what it is about, sent again, and told in words."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from gapura.audit.models import Event
from gapura.audit.trail import SYSTEM
from gapura.mail import acts, history
from gapura.mail.models import Bounce, Message, State
from tests.mail.hello import written
from tests.postgresql.plans import plans_of

pytestmark = pytest.mark.django_db

ABOUT = "application:0199c0de-0000-7000-8000-000000000001"


def way_of(message: Message) -> list[str]:
    return [step.state for step in message.deliveries.all()]


def test_messages_are_found_by_what_they_are_about(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first, _other, second = written(ABOUT), written(ABOUT[:-1] + "2"), written(ABOUT)
    with django_assert_num_queries(2):
        found = history.messages_about(ABOUT)
        assert [way_of(message) for message in found] == [["queued"], ["queued"]]
    assert found == [second, first]


@pytest.mark.parametrize("about", ["application", "application:", "a b:c", "application:" + "x" * 61])
def test_what_a_message_is_about_has_one_form(about: str) -> None:
    with pytest.raises(ValueError, match="application:UUID"):
        written(about)


def test_a_message_sent_again_says_the_same_and_names_the_first() -> None:
    first = written(ABOUT)
    history.note(first, State.HANDED_OVER, detail="250 OK")
    again = acts.resend(message=first, by=SYSTEM)
    assert again.again_of == first
    assert (again.to, again.subject, again.about) == (first.to, first.subject, first.about)
    assert again.text.replace(f"m={again.mark}", f"m={first.mark}") == first.text
    assert Event.objects.get(act="mail.send", subject=f"message:{again.id}").data["again_of"] == str(first.id)


def test_words_that_were_forgotten_cannot_be_sent_again() -> None:
    first = written(ABOUT)
    history.note(first, State.HANDED_OVER, detail="250 OK")
    long_ago = timezone.now() - timedelta(days=2)
    Message.objects.update(created_at=long_ago, state_at=long_ago)
    acts.forget_bodies(older_than=timedelta(days=1))
    with pytest.raises(acts.ForgottenError, match="write a new one"):
        acts.resend(message=first, by=SYSTEM)


def test_what_still_waits_here_is_not_sent_twice() -> None:
    with pytest.raises(acts.StillUnderWayError):
        acts.resend(message=written(ABOUT), by=SYSTEM)


def test_each_step_is_kept_and_the_same_news_only_once() -> None:
    message = written(ABOUT)
    history.note(message, State.HANDED_OVER, detail="250 OK")
    history.note(message, State.DELAYED, detail="4.4.7 later")
    history.note(message, State.DELAYED, detail="4.4.7 later")
    history.note(message, State.BOUNCED, detail="5.1.1 nobody", bounce=Bounce.HARD)
    message.refresh_from_db()
    assert way_of(message) == ["queued", "handed_over", "delayed", "bounced"]
    assert (message.state, message.bounce, message.reply) == ("bounced", "hard", "5.1.1 nobody")


def test_late_news_stays_in_the_history_and_changes_nothing() -> None:
    message = written(ABOUT)
    history.note(message, State.HANDED_OVER)
    history.note(message, State.OPENED)
    history.note(message, State.DELIVERED)
    message.refresh_from_db()
    assert (message.state, message.opened_at is not None) == (State.OPENED, True)
    assert way_of(message)[-1] == "delivered"


def test_a_delay_on_the_way_does_not_bring_a_message_back_under_way() -> None:
    message = written(ABOUT)
    history.note(message, State.HANDED_OVER)
    history.note(message, State.DELAYED, detail="4.4.1")
    assert not message.under_way


@pytest.mark.parametrize(
    ("detail", "reason"),
    [
        ("550 5.1.1 no such user", "no such mailbox"),
        ("452 4.2.2 over quota", "mailbox is full"),
        ("550 nobody here", "no such mailbox"),
        ("554 5.7.1 listed at 10.5.1.1", "by its rules"),
        ("ConnectionRefusedError: [Errno 111]", "cannot be reached"),
        ("go away", "would not take it"),
    ],
)
def test_a_refusal_is_told_in_plain_words(detail: str, reason: str) -> None:
    message = written(ABOUT)
    history.note(message, State.BOUNCED, detail=detail, bounce=Bounce.HARD)
    with translation.override("en"):
        page = render_to_string("mail/timeline.html", {"message": message})
    assert reason in page
    assert "bounced for good" in page
    assert detail.partition(" ")[0] in page


def test_the_way_says_when_the_next_try_is() -> None:
    message = written(ABOUT)
    history.note(message, State.DELAYED, detail="<b>452", until=timezone.now() + timedelta(minutes=1))
    page = render_to_string("mail/timeline.html", {"message": message})
    assert "Dicoba lagi secara otomatis" in page
    assert "menunggu dikirim" in page
    assert "&lt;b&gt;452" in page


def test_a_message_written_anew_about_the_same_thing_takes_a_dead_letters_place() -> None:
    dead, elsewhere = written(ABOUT), written(ABOUT[:-1] + "2")
    for message in (dead, elsewhere):
        history.note(message, State.BOUNCED, detail="550 5.1.1", bounce=Bounce.HARD)
    assert list(history.dead_letters()) == [elsewhere, dead]
    written(ABOUT)
    assert list(history.dead_letters()) == [elsewhere]


def test_the_newest_messages_of_a_state_are_found_without_reading_all_others() -> None:
    written(ABOUT)
    (plan,) = plans_of(lambda: list(history.listed(state=State.DELAYED)[:20]))
    assert "message_by_state" in plan
