"""Bounces come home: to an address of one message, by a mail server's pipe or by our own small server."""

import asyncio
import io
import smtplib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection

from gapura import config
from gapura.cli.mail import run_receive
from gapura.mail import delivery, history, intake, returns
from gapura.mail.listener import Address, Listener, Pace
from gapura.mail.models import Message, State
from tests.mail.conftest import PostOffice
from tests.mail.hello import written

LETTERS = Path(__file__).parent / "letters"
Deploy = Callable[..., None]
BOUNCE = (LETTERS / "postfix-unknown.eml").read_bytes()
CRLF = BOUNCE.replace(b"\n", b"\r\n")


@pytest.fixture(autouse=True)
def takes_bounces(deploy: Deploy) -> None:
    deploy(BOUNCE_ADDRESS="bounces+{token}@gapura.example", MAIL_FROM="Gapura <tidak-dibalas@gapura.example>")


def handed_over() -> Message:
    message = written()
    history.note(message, State.HANDED_OVER, detail="250 OK")
    return message


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


@pytest.mark.django_db
def test_each_message_has_a_return_address_of_its_own(
    post_office: tuple[PostOffice, str], deploy: Deploy
) -> None:
    office, url = post_office
    deploy(EMAIL_SENDER="smtp", SMTP_URL=url)
    message = written()
    delivery.deliver(message.id)
    [sender] = office.senders
    assert returns.message_of(sender) == message.id
    assert len(sender.partition("@")[0]) <= 64
    assert office.letters[0]["From"] == "Gapura <tidak-dibalas@gapura.example>"


@pytest.mark.django_db
def test_a_return_address_survives_a_change_of_case_and_nothing_else() -> None:
    address = returns.address_of(handed_over().id)
    assert returns.message_of(f"<{address.upper()}>") is not None
    token = address.removeprefix("bounces+").partition("@")[0]
    for other in (
        address.replace(token, token[:-4] + "aaaa"),
        address.replace(token, "a" * 42),
        address.replace(token, "!" * 42),
        address.replace(token, token[:-1]),
        address.replace("@gapura", "@other"),
        "bounces@gapura.example",
        "",
    ):
        assert returns.message_of(other) is None, other


def test_without_the_setting_there_is_no_return_address(deploy: Deploy) -> None:
    deploy(BOUNCE_ADDRESS="")
    assert returns.message_of("@") is None


@pytest.mark.parametrize("address", ["bounces@gapura.example", "{token}", "a{token}{token}@b.example"])
def test_a_return_address_that_makes_no_sense_is_named(deploy: Deploy, address: str) -> None:
    deploy(BOUNCE_ADDRESS=address)
    with pytest.raises(config.ConfigError, match="GAPURA_BOUNCE_ADDRESS"):
        config.current()


@pytest.mark.django_db
def test_a_bounce_changes_its_message_and_names_no_mailbox() -> None:
    message = handed_over()
    intake.receive(BOUNCE, to=[returns.address_of(message.id)])
    message = fresh(message)
    assert (message.state, message.bounce) == ("bounced", "hard")
    assert "550 5.1.1" in message.reply
    assert "putu@" not in message.reply
    assert "…@desa.example" in message.reply


@pytest.mark.django_db
def test_a_diagnosis_without_a_space_in_it_is_soon_written_down() -> None:
    message = handed_over()
    endless = BOUNCE.replace(b"Diagnostic-Code: smtp;", b"Diagnostic-Code: smtp; " + b"x" * 900_000)
    assert endless != BOUNCE
    intake.receive(endless, to=[returns.address_of(message.id)])
    assert len(fresh(message).reply) == history.KEPT


@pytest.mark.django_db
def test_the_same_bounce_twice_is_one_step() -> None:
    message = handed_over()
    for _ in range(2):
        intake.receive(BOUNCE, to=[returns.address_of(message.id)])
    assert [step.state for step in message.deliveries.all()] == ["queued", "handed_over", "bounced"]


@pytest.mark.django_db
def test_a_bounce_of_what_we_think_is_still_here_stops_it_from_being_sent_again() -> None:
    message = written()
    delayed = (LETTERS / "postfix-delayed.eml").read_bytes()
    intake.receive(delayed, to=[returns.address_of(message.id)])
    assert not fresh(message).under_way


@pytest.mark.django_db
def test_a_note_of_absence_changes_nothing() -> None:
    message = handed_over()
    absence = (LETTERS / "absence.eml").read_bytes()
    assert intake.receive(absence, to=[returns.address_of(message.id)]) is None
    assert fresh(message).state == State.HANDED_OVER


@pytest.mark.django_db
def test_the_address_is_found_in_the_headers() -> None:
    message = handed_over()
    intake.receive(f"Delivered-To: {returns.address_of(message.id)}\n".encode() + BOUNCE)
    assert fresh(message).state == State.BOUNCED


@pytest.mark.django_db
def test_a_letter_to_nobody_of_ours_is_refused() -> None:
    with pytest.raises(intake.NotOursError):
        intake.receive(BOUNCE)


# By a mail server's pipe


def piped(monkeypatch: pytest.MonkeyPatch, content: bytes, *to: str) -> int:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    return run_receive(SimpleNamespace(data_dir=Path("/nonexistent"), to=list(to)))  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_pipe_brings_a_bounce(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    message = handed_over()
    assert piped(monkeypatch, BOUNCE, returns.address_of(message.id)) == 0
    assert capsys.readouterr().out.startswith("bounced 550 5.1.1")
    assert fresh(message).state == State.BOUNCED


@pytest.mark.django_db
def test_a_pipe_is_heard_out_however_long_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    message = handed_over()
    endless = BOUNCE + b"x" * 3_000_000
    assert piped(monkeypatch, endless, returns.address_of(message.id)) == 0
    assert fresh(message).state == State.BOUNCED


@pytest.mark.django_db
def test_a_pipe_is_told_that_a_letter_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    assert piped(monkeypatch, BOUNCE, "bounces+x@gapura.example") == 67


@pytest.mark.django_db
def test_a_pipe_is_told_to_come_back_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    message = handed_over()
    with connection.execute_wrapper(_away):
        assert piped(monkeypatch, BOUNCE, returns.address_of(message.id)) == 75


def _away(*_: object) -> None:
    raise OperationalError("the database is away")


# By our own small server


@contextmanager
def listening(address: str = "127.0.0.1:0", per_minute: int = 600) -> Iterator[int]:
    loop = asyncio.new_event_loop()
    listener = Listener(Address.parse(address), per_minute=per_minute)
    loop.run_until_complete(listener.__aenter__())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield listener.port
    finally:
        asyncio.run_coroutine_threadsafe(listener.__aexit__(), loop).result(120)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_brings_a_bounce() -> None:
    message = handed_over()
    with listening() as port, smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail("", [returns.address_of(message.id)], CRLF)
    assert fresh(message).state == State.BOUNCED


@pytest.mark.django_db(transaction=True)
def test_a_mail_store_brings_a_bounce_by_lmtp() -> None:
    message = handed_over()
    with listening("lmtp://127.0.0.1:0") as port, smtplib.LMTP("127.0.0.1", port) as client:
        client.sendmail("", [returns.address_of(message.id)], CRLF)
    assert fresh(message).state == State.BOUNCED


def said(port: int, *commands: str) -> int:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        for command in commands:
            code, _words = client.docmd(command)
        return code


@pytest.mark.django_db(transaction=True)
def test_our_server_takes_nothing_else() -> None:
    address = returns.address_of(handed_over().id)
    with listening() as port:
        assert said(port, "MAIL FROM:<>", "RCPT TO:<putu@desa.example>") == 550
        assert said(port, "MAIL FROM:<>", "RCPT TO:<bounces+x@gapura.example>") == 550
        assert said(port, "MAIL FROM:<>", f"RCPT TO:<{address}>", f"RCPT TO:<{address}>") == 452
        assert said(port, "MAIL FROM:<> SIZE=2000000") == 552
        assert said(port, "AUTH PLAIN AGEAYg==") >= 500


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_is_too_large_is_refused() -> None:
    message = handed_over()
    with listening() as port, smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        client.mail("")
        client.rcpt(returns.address_of(message.id))
        code, _words = client.data(b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 15_000)
    assert code == 552
    assert fresh(message).state == State.HANDED_OVER


@pytest.mark.django_db(transaction=True)
def test_too_many_letters_are_asked_to_come_back() -> None:
    address = returns.address_of(handed_over().id)
    with listening(per_minute=2) as port:
        codes = [said(port, "MAIL FROM:<>", f"RCPT TO:<{address}>") for _ in range(3)]
    assert codes == [250, 250, 451]


def test_the_pace_forgets_after_a_minute() -> None:
    now = [0.0]
    pace = Pace(1, clock=lambda: now[0])
    assert pace.allows()
    assert not pace.allows()
    now[0] = 60.0
    assert pace.allows()


@pytest.mark.django_db(transaction=True)
def test_too_many_connections_are_asked_to_come_back() -> None:
    with listening() as port:
        clients = [smtplib.SMTP("127.0.0.1", port) for _ in range(20)]
        with pytest.raises(smtplib.SMTPConnectError, match="421"):
            smtplib.SMTP("127.0.0.1", port)
        for client in clients:
            client.close()


@pytest.mark.parametrize("text", ["2525", "host", "http://host:1", "host:x", "host:1/path"])
def test_a_place_to_listen_that_makes_no_sense_is_named(text: str) -> None:
    with pytest.raises(config.ConfigError, match="GAPURA_BOUNCE_LISTEN"):
        Address.parse(text)
