"""A mail provider's programming interface: what it is sent, what it answers, what it tells later."""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from gapura.config import ConfigError
from gapura.mail.models import Message, State
from gapura.mail.senders import AnymailSender, sender_for
from tests.mail.conftest import Provider
from tests.mail.hello import written
from tests.mail.test_delivery import after_one_try

pytestmark = pytest.mark.django_db
Deploy = Callable[..., None]
SECRET = "gapura:open-sesame"
INACTIVE = (
    "You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses: "
    "putu@desa.example. Inactive recipients are ones that have generated a hard bounce or a complaint."
)

PROVIDERS = (
    *("brevo", "mailgun", "mailjet", "mailtrap", "postmark", "resend", "sendgrid", "sparkpost"),
    "unisender_go",
)
MAY_BE_EMPTY_NEWS = (b"[]", b"{}", b'{"event": 5}', b'[{"event": "delivered", "timestamp": 1e300}]')
NO_NEWS = (
    *(b"", b"nothing", b"\xff\xfe", b"null", b'"x"', b"[1]", b"[" * 50_000, b" " * 70_000),
    *MAY_BE_EMPTY_NEWS,
)


@pytest.fixture
def postmark(provider: Provider, deploy: Deploy, settings: Settings) -> Provider:
    """A stand-in for one provider, in use by this deployment."""
    deploy(
        EMAIL_SENDER="anymail",
        ANYMAIL_PROVIDER="postmark",
        ANYMAIL_WEBHOOK_SECRET=SECRET,
        BOUNCE_ADDRESS="bounces+{token}@gapura.example",
        MAIL_FROM="Gapura <tidak-dibalas@gapura.example>",
    )
    settings.ANYMAIL = {
        "IGNORE_UNSUPPORTED_FEATURES": True,
        "WEBHOOK_SECRET": SECRET,
        "POSTMARK_SERVER_TOKEN": "a-token",
        "POSTMARK_API_URL": provider.url + "/",
    }
    sender_for.cache_clear()
    provider.answer = answer(0, "OK")
    return provider


def answer(code: int, words: str) -> bytes:
    return json.dumps(
        {"ErrorCode": code, "Message": words, "MessageID": "pm-1", "To": "putu@desa.example"}
    ).encode()


def test_a_message_goes_with_our_id_and_keeps_the_providers(postmark: Provider) -> None:
    message = after_one_try(written())
    assert (message.state, message.provider_id) == (State.HANDED_OVER, "pm-1")
    assert message.reply == "postmark: sent"
    [post] = postmark.posts
    assert post["Metadata"] == {"gapura": str(message.id)}
    assert post["From"] == "Gapura <tidak-dibalas@gapura.example>"
    assert post["To"] == "putu@desa.example"
    assert {"Name": "Auto-Submitted", "Value": "auto-generated"} in post["Headers"]
    assert "482913" in post["TextBody"]
    assert "482913" in post["HtmlBody"]


@pytest.mark.parametrize(
    ("status", "state"),
    [(422, State.BOUNCED), (401, State.DELAYED), (429, State.DELAYED), (500, State.DELAYED)],
)
def test_a_providers_refusal_decides(postmark: Provider, status: int, state: State) -> None:
    postmark.status, postmark.answer = status, b"said the provider to putu@desa.example"
    message = after_one_try(written())
    assert message.state == state
    assert "said the provider to …@desa.example" in message.reply


def test_a_recipient_whom_the_provider_refuses_has_bounced(postmark: Provider) -> None:
    postmark.status, postmark.answer = 422, answer(406, INACTIVE)
    assert after_one_try(written()).state == State.BOUNCED


def test_a_provider_that_is_not_there_delays(postmark: Provider, settings: Settings) -> None:
    settings.ANYMAIL = {**settings.ANYMAIL, "POSTMARK_API_URL": "http://127.0.0.1:1/"}
    message = after_one_try(written())
    assert message.state == State.DELAYED
    assert "Connection" in message.reply


@pytest.mark.parametrize("name", ["", "pigeon", "mailgun"])
def test_a_provider_unknown_or_without_its_settings_is_named(name: str) -> None:
    with pytest.raises(ConfigError, match="GAPURA_ANYMAIL_PROVIDER"):
        AnymailSender(name, "Gapura <a@b.example>")


def signed_in_as(secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(secret.encode()).decode()}


def told(client: Client, message: Message | None, secret: str = SECRET, **event: Any) -> int:
    """What the provider posts to us; our answer's status."""
    metadata = {"Metadata": {"gapura": str(message.id)}} if message else {}
    response = client.post(
        "/mail/postmark/",
        json.dumps({"MessageID": "pm-1", "Recipient": "putu@desa.example", **metadata, **event}),
        content_type="application/json",
        headers=signed_in_as(secret),
    )
    return response.status_code


DELIVERED = {"RecordType": "Delivery", "DeliveredAt": "2021-11-22T02:00:00Z", "Details": "250 OK"}


def bounce(kind: str, details: str) -> dict[str, str]:
    return {
        "RecordType": "Bounce",
        "Type": kind,
        "Email": "putu@desa.example",
        "BouncedAt": "2021-11-22T02:00:00Z",
        "Description": "It came back.",
        "Details": details,
    }


@pytest.mark.usefixtures("postmark")
def test_news_of_delivery(client: Client) -> None:
    message = after_one_try(written())
    assert told(client, message, **DELIVERED) == 200
    message.refresh_from_db()
    assert message.state == State.DELIVERED


@pytest.mark.usefixtures("postmark")
@pytest.mark.parametrize(
    ("kind", "details", "bounced"),
    [
        ("HardBounce", "smtp;550 5.1.1 unknown <putu@desa.example>", "hard"),
        ("HardBounce", "", "hard"),
        ("SoftBounce", "smtp;452 4.2.2 mailbox full", "soft"),
    ],
)
def test_news_of_a_bounce(client: Client, kind: str, details: str, bounced: str) -> None:
    message = after_one_try(written())
    assert told(client, message, **bounce(kind, details)) == 200
    message.refresh_from_db()
    assert (message.state, message.bounce) == ("bounced", bounced)
    assert "putu@" not in message.reply


@pytest.mark.usefixtures("postmark")
def test_a_message_is_found_by_the_providers_own_id(client: Client) -> None:
    message = after_one_try(written())
    assert told(client, None, **DELIVERED) == 200
    message.refresh_from_db()
    assert message.state == State.DELIVERED


@pytest.mark.usefixtures("postmark")
def test_news_of_somebody_elses_message_is_passed_over(client: Client) -> None:
    assert told(client, None, **{**DELIVERED, "MessageID": "pm-of-others"}) == 200


@pytest.mark.usefixtures("postmark")
def test_news_under_an_id_that_no_message_can_have_is_passed_over(client: Client) -> None:
    assert told(client, None, **{**DELIVERED, "MessageID": "pm-\0"}) == 200


@pytest.mark.usefixtures("postmark")
def test_an_opened_pixel_is_not_asked_for(client: Client) -> None:
    message = after_one_try(written())
    assert told(client, message, RecordType="Open", ReceivedAt="2021-11-22T02:00:00Z") == 200
    message.refresh_from_db()
    assert message.state == State.HANDED_OVER


@pytest.mark.usefixtures("postmark")
def test_news_without_the_password_is_refused(client: Client) -> None:
    message = after_one_try(written())
    assert told(client, message, secret="gapura:wrong", **DELIVERED) == 400
    message.refresh_from_db()
    assert message.state == State.HANDED_OVER


@pytest.mark.usefixtures("postmark")
def test_only_the_provider_in_use_has_an_address(client: Client) -> None:
    assert client.post("/mail/mailgun/").status_code == 404


def test_what_is_no_news_of_any_provider_is_refused_and_breaks_nothing(
    postmark: Provider, deploy: Deploy, settings: Settings, client: Client
) -> None:
    keys = {"UNISENDER_GO_API_KEY": "key", "MAILGUN_WEBHOOK_SIGNING_KEY": "key"}
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, **keys}
    for name in PROVIDERS:
        deploy(ANYMAIL_PROVIDER=name, ANYMAIL_WEBHOOK_SECRET=SECRET)
        for body in NO_NEWS:
            answered = client.post(
                f"/mail/{name}/", body, content_type="application/json", headers=signed_in_as(SECRET)
            )
            assert answered.status_code in ({200, 400} if body in MAY_BE_EMPTY_NEWS else {400}), (name, body)


def test_news_of_many_messages_comes_in_one_piece(
    postmark: Provider, deploy: Deploy, settings: Settings, client: Client
) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    deploy(ANYMAIL_PROVIDER="sendgrid", ANYMAIL_WEBHOOK_SECRET=SECRET)
    message = after_one_try(written())
    others = [{"event": "delivered", "timestamp": 1, "response": "250 " + "OK " * 100} for _ in range(1000)]
    ours = {**others[0], "gapura": str(message.id)}
    assert posted(client, [*others, ours]) == 200
    message.refresh_from_db()
    assert message.state == State.DELIVERED
    assert posted(client, ["x" * 2_100_000]) == 413


def posted(client: Client, events: list[Any]) -> int:
    """What SendGrid posts to us; our answer's status."""
    headers = signed_in_as(SECRET)
    return client.post(
        "/mail/sendgrid/", json.dumps(events), content_type="application/json", headers=headers
    ).status_code


@pytest.mark.usefixtures("postmark")
@pytest.mark.parametrize("odd", [5, ["pm-1"], {"id": "pm-1"}, "\ud800", True])
def test_an_id_and_words_of_any_shape_are_taken_as_they_are(client: Client, odd: Any) -> None:
    message = after_one_try(written())
    assert told(client, None, **{**DELIVERED, "MessageID": odd}) == 200
    assert told(client, message, **{**DELIVERED, "Details": odd}) == 200


def test_without_a_password_there_is_no_address(postmark: Provider, deploy: Deploy, client: Client) -> None:
    deploy(ANYMAIL_WEBHOOK_SECRET="")
    assert told(client, None, **DELIVERED) == 404
