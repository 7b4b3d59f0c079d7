"""What comes back to a return address, as mail servers write it, and what is read out of it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura.mail import reports
from gapura.mail.models import Bounce, State

LETTERS = Path(__file__).parent / "letters"


def news_of(name: str) -> reports.Report | None:
    return reports.read((LETTERS / f"{name}.eml").read_bytes())


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("postfix-unknown", Bounce.HARD, "550 5.1.1"),
        ("exchange-full", Bounce.SOFT, "554 5.2.2 mailbox full"),
        ("expired", Bounce.SOFT, "4.4.7 The recipient server did not accept"),
        ("qmail", Bounce.HARD, "5.1.1"),
        ("exim", Bounce.HARD, "550 No Such User Here"),
    ],
)
def test_a_bounce_says_its_kind_and_what_the_server_said(name: str, kind: Bounce, said: str) -> None:
    news = news_of(name)
    assert news is not None
    assert (news.state, news.bounce) == (State.BOUNCED, kind)
    assert said in news.detail
    assert "part of" not in news.detail


@pytest.mark.parametrize("name", ["postfix-delayed", "exim-warning"])
def test_a_warning_is_a_delay(name: str) -> None:
    news = news_of(name)
    assert news is not None
    assert (news.state, news.bounce) == (State.DELAYED, None)


def test_a_report_of_success() -> None:
    assert news_of("delivered") == reports.Report(State.DELIVERED, "250 2.0.0 Ok: queued")


def test_what_was_relayed_to_a_silent_system_stays_handed_over() -> None:
    assert news_of("relayed") == reports.Report(State.HANDED_OVER, "relayed 2.0.0")


@pytest.mark.parametrize("name", ["absence", "absence-old", "receipt", "answer", "forwarded-bounce"])
def test_what_is_no_bounce_is_no_news(name: str) -> None:
    assert news_of(name) is None


def test_no_report_without_an_action() -> None:
    text = (LETTERS / "postfix-unknown.eml").read_bytes().replace(b"Action: failed", b"Action: singing")
    assert reports.read(text) is None


def test_a_letter_nested_without_end_is_no_news() -> None:
    deep = b"Content-Type: message/rfc822\n\n" * 5000
    news = reports.read(b"From: MAILER-DAEMON@x.example\nSubject: failure notice\n" + deep)
    assert news is None or news.detail == "returned by the mail system"


def test_a_line_of_dashes_without_end_is_soon_read() -> None:
    dashes = b"550 no such user\n" + b"-" * reports.READ
    news = reports.read(b"From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n" + dashes)
    assert news == reports.Report(State.BOUNCED, "550 no such user", Bounce.HARD)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_harm(content: bytes) -> None:
    reports.read(content)
    reports.read(b"From: mailer-daemon@x\nSubject: failure notice\n" + content)
    reports.read(
        b'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: message/delivery-status\n\n'
        + content
    )
