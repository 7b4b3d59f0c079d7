"""What becomes of a message, against a real SMTP server and a real provider's address."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from gapura.audit.trail import SYSTEM
from gapura.common.tasks import take_up_again
from gapura.config import ConfigError
from gapura.mail import acts, delivery, history
from gapura.mail.models import Message, State
from gapura.mail.senders import HttpSender, SmtpSender, channels, sender_for
from gapura.mail.tasks import pick_up
from tests.mail.conftest import PostOffice, Provider

pytestmark = pytest.mark.django_db
Deploy = Callable[..., None]
Office = tuple[PostOffice, str]

ADDRESS = "dayu@gianyar.example"


def written(channel: str = "email") -> Message:
    return acts.send(
        channel=channel,
        to=ADDRESS if channel == "email" else "+6281234567890",
        template="hello",
        language="id",
        context={"name": "Dayu", "code": "482913"},
        by=SYSTEM,
    )


def after_one_try(message: Message) -> Message:
    with suppress(delivery.TryAgain):
        delivery.deliver(message.id)
    message.refresh_from_db()
    return message


def by_smtp(deploy: Deploy, url: str) -> None:
    deploy(EMAIL_SENDER="smtp", SMTP_URL=url, MAIL_FROM="Gapura <tidak-dibalas@gapura.example>")


def test_an_accepted_letter_keeps_the_servers_reply(post_office: Office, deploy: Deploy) -> None:
    office, url = post_office
    by_smtp(deploy, url)
    message = after_one_try(written())
    assert (message.state, message.reply) == (State.HANDED_OVER, "250 2.0.0 queued as 4F21")
    assert len(office.letters) == 1


def test_a_letter_says_it_comes_from_a_machine(post_office: Office, deploy: Deploy) -> None:
    office, url = post_office
    by_smtp(deploy, url)
    message = after_one_try(written())
    [letter] = office.letters
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"] == f"<{message.id}@gapura.example>"
    assert letter["From"] == "Gapura <tidak-dibalas@gapura.example>"
    assert letter["To"] == ADDRESS
    assert [part.get_content_type() for part in letter.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    plain, html = letter.iter_parts()
    assert "482913" in plain.get_content()
    assert "482913" in html.get_content()


def test_answers_go_where_the_deployment_says(post_office: Office, deploy: Deploy) -> None:
    office, url = post_office
    by_smtp(deploy, url)
    after_one_try(written())
    deploy(MAIL_REPLY_TO="Dinas Kominfo <bantuan@gianyar.example>")
    after_one_try(written())
    silent, answering = office.letters
    assert (silent["Reply-To"], answering["Reply-To"]) == (None, "Dinas Kominfo <bantuan@gianyar.example>")
    for part in silent.iter_parts():
        assert "balasannya tidak dibaca" in part.get_content()
    for part in answering.iter_parts():
        assert "balasannya diterima di bantuan@gianyar.example" in " ".join(part.get_content().split())


def test_an_unknown_mailbox_bounces(post_office: Office, deploy: Deploy) -> None:
    office, url = post_office
    office.refusals[ADDRESS] = "550 5.1.1 no such user"
    by_smtp(deploy, url)
    message = after_one_try(written())
    assert (message.state, message.reply) == (State.BOUNCED, "550 5.1.1 no such user")


def test_a_full_mailbox_delays_and_then_arrives(post_office: Office, deploy: Deploy) -> None:
    office, url = post_office
    office.refusals[ADDRESS] = "452 4.2.2 mailbox full"
    by_smtp(deploy, url)
    message = after_one_try(written())
    assert (message.state, message.reply) == (State.DELAYED, "452 4.2.2 mailbox full")
    office.refusals.clear()
    message = after_one_try(message)
    assert (message.state, message.tries) == (State.HANDED_OVER, 2)


@pytest.mark.parametrize(
    ("said", "state"), [("554 5.7.1 spam", State.BOUNCED), ("451 4.3.0 later", State.DELAYED)]
)
def test_a_refusal_after_the_words_counts_too(
    post_office: Office, deploy: Deploy, said: str, state: State
) -> None:
    office, url = post_office
    office.after_data = said
    by_smtp(deploy, url)
    message = after_one_try(written())
    assert (message.state, message.reply) == (state, said)


def test_a_sender_that_is_refused_is_our_trouble_and_nobody_elses_address(
    post_office: Office, deploy: Deploy
) -> None:
    office, url = post_office
    office.of_sender = "550 5.7.1 this server sends no mail of gapura.example"
    by_smtp(deploy, url)
    message = after_one_try(written())
    assert (message.state, message.reply) == (State.DELAYED, office.of_sender)


def test_a_server_that_is_not_there_delays(deploy: Deploy) -> None:
    by_smtp(deploy, "smtp://127.0.0.1:1")
    message = after_one_try(written())
    assert message.state == State.DELAYED
    assert "ConnectionRefusedError" in message.reply


def test_after_a_day_of_refusals_a_message_has_bounced(deploy: Deploy) -> None:
    by_smtp(deploy, "smtp://127.0.0.1:1")
    message = written()
    for _ in range(delivery.TRIES):
        assert message.state != State.BOUNCED
        message = after_one_try(message)
    assert (message.state, message.bounce, message.tries) == (State.BOUNCED, "soft", delivery.TRIES)
    assert message.next_try_at is None


def test_a_job_that_runs_twice_sends_once(post_office: Office, deploy: Deploy) -> None:
    office, url = post_office
    by_smtp(deploy, url)
    message = written()
    delivery.deliver(message.id)
    delivery.deliver(message.id)
    assert len(office.letters) == 1


def test_the_demo_keeps_its_messages() -> None:
    message = after_one_try(written())
    assert message.state == State.DELIVERED
    assert message.reply == "", "no server was there to say anything"


def by_http(deploy: Deploy, provider: Provider) -> None:
    deploy(SMS_SENDER="http", SMS_URL=provider.url.replace("//", "//gapura:p%40ss@"))


def test_a_text_message_is_posted_with_its_id_and_our_password(deploy: Deploy, provider: Provider) -> None:
    by_http(deploy, provider)
    message = after_one_try(written("sms"))
    assert (message.state, message.reply) == (State.HANDED_OVER, "200 said the provider")
    [post], [headers] = provider.posts, provider.seen
    assert post == {"id": str(message.id), "to": "+6281234567890", "text": message.text.strip()}
    assert headers["Idempotency-Key"] == str(message.id)
    assert headers["Authorization"] == "Basic Z2FwdXJhOnBAc3M="


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (202, State.HANDED_OVER),
        (400, State.BOUNCED),
        (422, State.BOUNCED),
        (401, State.DELAYED),
        (429, State.DELAYED),
        (500, State.DELAYED),
        (503, State.DELAYED),
    ],
)
def test_a_providers_answer_decides(deploy: Deploy, provider: Provider, status: int, state: State) -> None:
    provider.status = status
    by_http(deploy, provider)
    assert after_one_try(written("sms")).state == state


def test_personal_data_never_follows_a_redirect(deploy: Deploy, provider: Provider) -> None:
    provider.status, provider.headers = 307, {"Location": provider.url + "/elsewhere"}
    by_http(deploy, provider)
    assert after_one_try(written("sms")).state == State.DELAYED
    assert len(provider.posts) == 1


@pytest.mark.parametrize(
    "url", ["", "http://host", "smtp://", "smtp://host:x", "smtp://host:99999", "smtp://host/path"]
)
def test_an_smtp_address_that_makes_no_sense_is_named(url: str) -> None:
    with pytest.raises(ConfigError, match="GAPURA_SMTP_URL"):
        SmtpSender(url, "Gapura <a@b.example>")


@pytest.mark.parametrize("url", ["", "ftp://host", "provider.example/sms", "http://"])
def test_a_providers_address_that_makes_no_sense_is_named(url: str) -> None:
    with pytest.raises(ConfigError, match="GAPURA_SMS_URL"):
        HttpSender(url)


@pytest.mark.parametrize("name", ["pigeon", "no.such.Sender"])
def test_an_unknown_sender_is_named(deploy: Deploy, name: str) -> None:
    deploy(EMAIL_SENDER=name)
    with pytest.raises(ConfigError, match="GAPURA_EMAIL_SENDER"):
        sender_for("email")


def test_whatsapp_goes_by_an_address_of_its_own(deploy: Deploy, provider: Provider) -> None:
    deploy(WHATSAPP_SENDER="http", WHATSAPP_URL=provider.url.replace("/sms", "/whatsapp"))
    message = after_one_try(written("whatsapp"))
    assert (message.state, message.reply) == (State.HANDED_OVER, "200 said the provider")
    assert provider.posts[0]["text"] == message.text.strip()


def test_a_second_channel_that_fails_says_why(deploy: Deploy, provider: Provider) -> None:
    by_http(deploy, provider)
    provider.status, provider.answer = 400, b"number is not on this network"
    message = after_one_try(written("sms"))
    assert (message.state, message.bounce) == ("bounced", "hard")
    assert "not on this network" in message.reply


def test_a_channel_that_is_not_set_up_is_refused() -> None:
    assert channels() == ["email", "sms"]
    with pytest.raises(ValueError, match="sends nothing by WhatsApp"):
        written("whatsapp")


def test_where_no_text_message_is_wanted_none_is_written_and_those_that_waited_are_given_up(
    deploy: Deploy,
) -> None:
    waited = written("sms")
    deploy(SMS_SENDER="none")
    assert channels() == ["email"]
    with pytest.raises(ValueError, match="sends nothing by"):
        written("sms")
    given_up = after_one_try(waited)
    assert (given_up.state, given_up.bounce) == (State.BOUNCED, "hard")
    with pytest.raises(acts.NotAgainError, match="another way"):
        acts.resend(message=given_up, by=SYSTEM)


def test_a_fault_of_our_own_is_seen_and_tried_again(deploy: Deploy) -> None:
    deploy(EMAIL_SENDER="no.such.Sender")
    message = after_one_try(written())
    assert (message.state, message.reply) == (State.DELAYED, "a fault of our own: ConfigError")
    assert message.next_try_at is not None


def test_a_dead_letter_is_listed_until_it_is_sent_again(post_office: Office, deploy: Deploy) -> None:
    office, url = post_office
    office.refusals[ADDRESS] = "550 5.1.1 no such user"
    by_smtp(deploy, url)
    dead = after_one_try(written())
    assert list(history.dead_letters()) == [dead]
    again = acts.resend(message=dead, by=SYSTEM)
    assert not history.dead_letters().exists()
    after_one_try(again)
    assert list(history.dead_letters()) == [again]


def test_a_message_that_lost_its_job_gets_another() -> None:
    message, young = written(), written()
    # What somebody who empties the queue by hand leaves behind.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    Message.objects.filter(pk=message.pk).update(created_at=timezone.now() - timedelta(hours=1))
    pick_up(timestamp=0)
    pick_up(timestamp=0)
    assert job_of(message).status == "todo"
    assert not ProcrastinateJob.objects.filter(args={"message_id": str(young.id)}).exists()


def test_the_waits_add_up_to_a_day() -> None:
    waits = [delivery.wait(tries) for tries in range(1, delivery.TRIES)]
    assert waits[:3] == [timedelta(seconds=4), timedelta(seconds=16), timedelta(seconds=64)]
    assert timedelta(hours=23) < sum(waits, timedelta()) < timedelta(hours=26)


def test_any_class_can_be_the_sender(deploy: Deploy) -> None:
    deploy(SMS_SENDER="gapura.mail.senders.outbox.OutboxSender")
    message = after_one_try(written("sms"))
    assert message.state == State.DELIVERED
    assert not any(step.detail for step in message.deliveries.all()), "no server was there to say anything"


def work() -> None:
    """Let a real worker do what is due, then stop."""
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as working:
        working.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def job_of(message: Message) -> ProcrastinateJob:
    job: ProcrastinateJob = ProcrastinateJob.objects.get(args={"message_id": str(message.id)})
    return job


@pytest.mark.django_db(transaction=True)
def test_a_worker_carries_the_message_out() -> None:
    message = written()
    work()
    message.refresh_from_db()
    assert message.state == State.DELIVERED
    assert job_of(message).status == "succeeded"


@pytest.mark.django_db(transaction=True)
def test_a_refused_message_is_tried_again_a_little_later(deploy: Deploy) -> None:
    by_smtp(deploy, "smtp://127.0.0.1:1")
    message = written()
    before = timezone.now()
    work()
    job = job_of(message)
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at is not None
    assert before < job.scheduled_at <= timezone.now() + timedelta(seconds=4)


def left_by_a_killed_worker(*jobs: int) -> None:
    """Jobs stand as if a worker took them and was killed a while ago."""
    long_ago = timezone.now() - timedelta(hours=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [long_ago]
        )
        [worker] = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = ANY(%s)",
            [worker, list(jobs)],
        )


@pytest.mark.django_db(transaction=True)
def test_a_message_whose_worker_was_killed_is_carried_out_by_the_next_one() -> None:
    message = written()
    left_by_a_killed_worker(job_of(message).pk)
    app.configure_task(take_up_again.name).defer(timestamp=0)
    work()
    work()
    message.refresh_from_db()
    assert message.state == State.DELIVERED


@pytest.mark.django_db(transaction=True)
def test_a_killed_job_whose_successor_waits_holds_up_no_message() -> None:
    # Of a job with a queueing lock one may wait: handing the killed one on would make it two.
    killed = app.configure_task(take_up_again.name).defer(timestamp=0)
    message = written()
    left_by_a_killed_worker(killed, job_of(message).pk)
    app.configure_task("mail.pick_up", queueing_lock="common.take_up_again", schedule_in={"hours": 1}).defer(
        timestamp=1
    )
    app.configure_task(take_up_again.name, queueing_lock="another").defer(timestamp=2)
    work()
    work()
    message.refresh_from_db()
    assert message.state == State.DELIVERED
    assert ProcrastinateJob.objects.get(pk=killed).status == "failed"
