"""Links in messages carry a mark; following one is noted once, and the mark goes no further."""

import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gapura.audit.trail import SYSTEM
from gapura.mail import acts, history, marks
from gapura.mail.models import Message, State
from gapura.mail.rendering import Words
from tests.mail.hello import written

BROWSER = {"User-Agent": "Mozilla/5.0 (Linux; Android 13) Chrome/119.0"}
BASE = "http://127.0.0.1:8000"


@pytest.fixture
def message(db: None) -> Message:
    sent = written()
    history.note(sent, State.HANDED_OVER, detail="250 OK")
    return sent


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def put(text: str) -> str:
    return marks.put(Words("", text, text), "MARKMARKMARK").text


@pytest.mark.parametrize(
    ("link", "marked"),
    [
        ("{}", "{}?m=MARKMARKMARK"),
        ("{}/", "{}/?m=MARKMARKMARK"),
        ("{}/konfirmasi/abc/.", "{}/konfirmasi/abc/?m=MARKMARKMARK."),
        ("({}/a?b=c) and", "({}/a?b=c&m=MARKMARKMARK) and"),
        ("{}/a#part", "{}/a?m=MARKMARKMARK#part"),
        ("<{}/a>, {}/b!", "<{}/a?m=MARKMARKMARK>, {}/b?m=MARKMARKMARK!"),
        ("{}.evil.example/a", "{}.evil.example/a"),
        ("{}1/a", "{}1/a"),
        ("{}@evil.example/a", "{}@evil.example/a"),
        ("https://other.example/a", "https://other.example/a"),
    ],
)
def test_only_links_to_us_are_marked(link: str, marked: str) -> None:
    assert put(link.replace("{}", BASE)) == marked.replace("{}", BASE)


def test_a_link_in_html_is_marked_as_html() -> None:
    words = marks.put(Words("", "", f'<a href="{BASE}/a?b=c">{BASE}/a</a>'), "MARKMARKMARK")
    assert words.html == f'<a href="{BASE}/a?b=c&amp;m=MARKMARKMARK">{BASE}/a?m=MARKMARKMARK</a>'


def test_following_a_link_is_noted_and_the_mark_goes_no_further(client: Client, message: Message) -> None:
    [link] = re.findall(r"http\S+", message.text)[:1]
    response = client.get(link.removeprefix(BASE) or "/", headers=BROWSER)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert (response["Referrer-Policy"], response["Cache-Control"]) == ("no-referrer", "no-store")
    message = fresh(message)
    assert message.state == State.OPENED
    assert message.opened_at is not None


def test_the_first_opening_counts(client: Client, message: Message) -> None:
    client.get(f"/?m={message.mark}", headers=BROWSER)
    first = fresh(message).opened_at
    client.get(f"/?m={message.mark}", headers=BROWSER)
    assert fresh(message).opened_at == first
    assert [step.state for step in message.deliveries.all()] == ["queued", "handed_over", "opened"]


@pytest.mark.parametrize(
    "headers",
    [
        {**BROWSER, "Sec-Purpose": "prefetch;prerender"},
        {**BROWSER, "Purpose": "prefetch"},
        {**BROWSER, "Sec-Fetch-Dest": "image"},
        {"User-Agent": "WhatsApp/2.23.20"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User-Agent": ""},
    ],
)
def test_what_looks_ahead_is_not_a_person(client: Client, message: Message, headers: dict[str, str]) -> None:
    assert client.get(f"/?m={message.mark}", headers=headers).status_code == 302
    assert fresh(message).opened_at is None


def test_asking_only_whether_a_page_is_there_opens_nothing(client: Client, message: Message) -> None:
    assert client.head(f"/?m={message.mark}", headers=BROWSER).status_code == 302
    assert fresh(message).opened_at is None


@pytest.mark.django_db
def test_a_guessed_mark_notes_nothing(client: Client, message: Message) -> None:
    assert client.get("/?m=aaaaaaaaaaaa", headers=BROWSER)["Location"] == "/"
    assert fresh(message).opened_at is None


@pytest.mark.django_db
def test_what_is_no_mark_is_left_alone(client: Client) -> None:
    assert client.get("/privasi/?m=other", headers=BROWSER).status_code == 200


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("/c/?m={}&next=%2Fa%3Fb", "/c/?next=%2Fa%3Fb"),
        ("//evil.example/?m={}", "/%2Fevil.example/"),
        ("/%5Cevil.example/?m={}", "/%5Cevil.example/"),
    ],
)
def test_the_way_on_stays_here(client: Client, message: Message, asked: str, location: str) -> None:
    path, _, query = asked.replace("{}", message.mark or "").partition("?")
    response = client.get("/", headers=BROWSER, PATH_INFO=unquote(path), QUERY_STRING=query)
    assert response["Location"] == location


def test_a_page_without_a_mark_costs_no_question(
    client: Client, message: Message, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        client.get("/privasi/", headers=BROWSER)


def test_a_message_sent_again_has_a_mark_of_its_own(client: Client, message: Message) -> None:
    again = acts.resend(message=message, by=SYSTEM)
    assert again.mark in again.text
    assert (message.mark or "-") not in again.text
    client.get(f"/?m={again.mark}", headers=BROWSER)
    assert (fresh(again).state, fresh(message).state) == (State.OPENED, State.HANDED_OVER)


def test_a_link_in_a_text_message_is_marked_too(deploy: Callable[..., None], db: None) -> None:
    sent = acts.send(
        channel="sms",
        to="+6281234567890",
        template="hello",
        language="id",
        context={"name": "Putu", "code": "1"},
        by=SYSTEM,
    )
    assert f"?m={sent.mark}" in sent.text
