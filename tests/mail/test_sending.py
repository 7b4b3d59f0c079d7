"""A message is written in the caller's transaction, sealed, audited, and queued to be delivered."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from gapura.audit.models import Event
from gapura.audit.trail import SYSTEM
from gapura.mail import acts
from gapura.mail.models import Message, State
from tests.postgresql.plans import read_whole

pytestmark = pytest.mark.django_db


def hello(**changed: object) -> Message:
    given = {
        "channel": "email",
        "to": "dayu@gianyar.example",
        "template": "hello",
        "language": "id",
        "context": {"name": "Ni Wayan O'Dayu", "code": "482913"},
        "by": SYSTEM,
        **changed,
    }
    return acts.send(**given)  # type: ignore[arg-type]


def test_the_words_come_in_the_language_asked_for() -> None:
    assert hello().subject == "Halo Ni Wayan O'Dayu"
    assert hello(language="en").subject == "Hello Ni Wayan O'Dayu"


def test_plain_text_is_not_escaped_and_html_is() -> None:
    message = hello()
    assert message.text.startswith("Ni Wayan O'Dayu: 482913 http")
    assert "Ni Wayan O&#x27;Dayu" in (message.html or "")


def test_the_footer_speaks_the_messages_language() -> None:
    assert "Pesan ini dikirim secara otomatis" in hello().text
    assert "written by a machine" in hello(language="en").text


@pytest.mark.parametrize(
    ("language", "footer"), [("id", "dikirim secara otomatis"), ("en", "written by a machine")]
)
def test_html_is_whole_and_loads_nothing_from_anywhere(language: str, footer: str) -> None:
    html = hello(language=language).html or ""
    assert f'<html lang="{language}"' in html
    assert footer in html
    assert "<h1" in html
    for foreign in ("<img", "<script", "<style", "<link", "url(", "@import"):
        assert foreign not in html
    assert "{%" not in html


def test_a_button_has_its_address_beside_it() -> None:
    page = render_to_string("mail/button.html", {"href": "https://gapura.example/a", "label": "Aktifkan <"})
    assert page.count("https://gapura.example/a") == 3
    assert "Aktifkan &lt;" in page


def test_a_template_without_html_sends_text_only() -> None:
    assert hello(template="plain").html is None


def test_a_text_message_has_no_html() -> None:
    assert hello(channel="sms", to="+6281234567890").html is None


def test_an_unknown_template_is_an_error_and_writes_nothing() -> None:
    with pytest.raises(TemplateDoesNotExist):
        hello(template="no_such")
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("channel", "to"),
    [
        ("email", ""),
        ("email", "dayu"),
        ("email", "dayu@gianyar.example\nBcc: all@gianyar.example"),
        ("email", "+6281234567890"),
        ("sms", "0812345"),
        ("sms", "+62 812 3456 7890"),
        ("sms", "dayu@gianyar.example"),
        ("pigeon", "dayu@gianyar.example"),
    ],
)
def test_what_is_no_address_is_refused(channel: str, to: str) -> None:
    with pytest.raises(ValueError, match=r"not an? |Channel"):
        hello(channel=channel, to=to)
    assert not Message.objects.exists()


def test_the_row_holds_no_readable_personal_data() -> None:
    message = hello()
    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM mail_message m WHERE id = %s", [message.id])
        [row] = cursor.fetchone()
    read = b" ".join(bytes.fromhex(column) for column in re.findall(r"\\x([0-9a-f]+)", row))
    assert len(read) > 200
    for secret in ("dayu@gianyar.example", "482913", "Wayan"):
        assert secret not in row
        assert secret.encode() not in read


def test_the_trail_knows_that_but_not_whom_or_what() -> None:
    message = hello()
    event = Event.objects.get(act="mail.send")
    assert event.subject == f"message:{message.id}"
    assert event.data == {"channel": "email", "template": "hello", "language": "id"}


def test_the_job_comes_with_the_message() -> None:
    message = hello()
    job = ProcrastinateJob.objects.get(args={"message_id": str(message.id)})
    assert (job.task_name, job.queue_name, job.status) == ("mail.deliver", "mail", "todo")


def test_nothing_is_left_when_the_callers_transaction_is_undone() -> None:
    with transaction.atomic():
        message = hello()
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not ProcrastinateJob.objects.filter(args={"message_id": str(message.id)}).exists()


def aged(message: Message, state: State, age: timedelta = timedelta(days=2)) -> Message:
    then = timezone.now() - age
    Message.objects.filter(pk=message.pk).update(state=state, created_at=then, state_at=then)
    return message


def test_what_a_message_said_is_forgotten_after_a_day() -> None:
    old = aged(hello(), State.DELIVERED)
    assert acts.forget_bodies(older_than=timedelta(days=1)) == 1
    old.refresh_from_db()
    assert (old.subject, old.text, old.html) == ("", "", None)
    assert old.to == "dayu@gianyar.example"
    assert old.forgotten_at is not None


def test_forgetting_twice_forgets_once() -> None:
    aged(hello(), State.BOUNCED)
    acts.forget_bodies(older_than=timedelta(days=1))
    assert acts.forget_bodies(older_than=timedelta(days=1)) == 0
    assert Event.objects.filter(act="mail.forget").count() == 1


def test_more_than_fit_in_a_transaction_are_all_forgotten_and_found_by_an_index(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(acts, "AT_ONCE", 2)
    for _ in range(5):
        aged(hello(), State.DELIVERED)
    assert read_whole(lambda: acts.forget_bodies(older_than=timedelta(days=1))) == set()
    assert not Message.objects.filter(forgotten_at=None).exists()
    assert sorted(event.data["count"] for event in Event.objects.filter(act="mail.forget")) == [1, 2, 2]


@pytest.mark.parametrize("state", [State.QUEUED, State.DELAYED])
def test_a_message_still_under_way_keeps_its_words(state: State) -> None:
    aged(hello(), state)
    assert acts.forget_bodies(older_than=timedelta(days=1)) == 0


def test_a_dead_letter_keeps_its_words_for_another_day() -> None:
    message = aged(hello(), State.BOUNCED)
    Message.objects.filter(pk=message.pk).update(state_at=timezone.now())
    assert acts.forget_bodies(older_than=timedelta(days=1)) == 0


def test_a_young_message_keeps_its_words() -> None:
    aged(hello(), State.DELIVERED, age=timedelta(hours=23))
    assert acts.forget_bodies(older_than=timedelta(days=1)) == 0
