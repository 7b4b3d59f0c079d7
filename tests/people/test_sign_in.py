"""Signing in by a one-time code, to e-mail or phone."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gapura import config
from gapura.audit.trail import COMMAND
from gapura.core.codes import token
from gapura.mail.models import Message
from gapura.people import handovers
from gapura.people.acts import codes, devices
from gapura.people.cookies import PENDING, SESSION
from gapura.people.models import Contact, Device, Person, SignInCode, Standing
from gapura.visits import retention
from tests.web.world import World, browser, rows

pytestmark = pytest.mark.django_db
ADDRESS = "komang@contoh.example"
NIK = "5104010107900007"


def ask(client: Client, reach: str = ADDRESS, way: str = "") -> str:
    """Ask for a code; the address of the page one is sent on to."""
    response = client.post("/masuk/", {"reach": reach, "next": way})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def sent() -> str:
    """The digits in the newest message."""
    found = re.search(r"\b\d{6}\b", Message.objects.order_by("-created_at")[0].text)
    assert found
    return found[0]


def wrong(code: str) -> str:
    """Six other digits."""
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_code_to_an_e_mail_address_signs_somebody_new_in() -> None:
    client = browser()
    assert ask(client) == "/masuk/kode/"
    response = client.post("/masuk/kode/", {"code": sent()})
    assert response["Location"] == "/saya/data/"
    person = Person.objects.get()
    assert Standing.objects.get().person_id == person.id
    assert Standing.objects.get().evidence == {}
    assert Contact.objects.get().value == ADDRESS
    assert client.get("/saya/").status_code == 200


def test_to_whom_codes_were_sent_goes_with_the_visits_of_their_day() -> None:
    ask(browser())
    term = timedelta(days=config.current().retention_days)
    now = timezone.now()
    retention.run(by=COMMAND, term_days=term.days, now=now + term - timedelta(days=1))
    assert (SignInCode.objects.count(), Message.objects.count()) == (1, 1)
    retention.run(by=COMMAND, term_days=term.days, now=now + term + timedelta(days=2))
    assert not SignInCode.objects.exists()
    assert not Message.objects.exists()


def number_in(client: Client) -> Client:
    """A browser into which somebody signs in by a phone number."""
    ask(client, "0812 3456 7890")
    client.post("/masuk/kode/", {"code": sent()})
    return client


def test_a_phone_number_that_went_to_somebody_else_opens_nothing_of_its_former_holder() -> None:
    number_in(browser()).post("/saya/data/", {"name": "Kadek Surya", "kind": "nik", "number": NIK})
    kadek = Person.objects.get()
    long_ago = timezone.now() - devices.LIFETIME - timedelta(days=1)
    Contact.objects.update(verified_at=long_ago)
    assert "Kadek Surya" in number_in(browser()).get("/saya/data/").content.decode(), "a device is in use"
    Contact.objects.update(verified_at=long_ago)
    Device.objects.update(expires_at=timezone.now())

    somebody = number_in(browser())

    assert "Kadek Surya" not in somebody.get("/saya/data/").content.decode()
    assert Contact.objects.get().person_id != kadek.pk
    again = somebody.post("/saya/data/", {"name": "Kadek Surya", "kind": "nik", "number": NIK})
    assert again.status_code == 302, "whoever only typed it may type it again"


def test_a_record_whose_phone_number_went_to_somebody_else_is_handed_over_by_staff(world: World) -> None:
    number_in(browser())
    Person.objects.update(document_hash=b"shown", seen_at=timezone.now())
    kadek = Person.objects.get()
    Contact.objects.update(verified_at=timezone.now() - devices.LIFETIME - timedelta(days=1))
    Device.objects.update(expires_at=timezone.now())
    number_in(browser())
    assert handovers.is_written_down(kadek)


def test_the_second_time_it_is_the_same_person_on_another_device() -> None:
    for _ in range(2):
        client = browser()
        ask(client)
        client.post("/masuk/kode/", {"code": sent()})
    assert Person.objects.count() == 1
    assert Device.objects.count() == 2


ONE_NUMBER = [
    "0812 3456 7890",
    "+62 812-3456-7890",
    "62 81234567890",
    "(0812)34567890",
]


@pytest.mark.parametrize("spelling", ONE_NUMBER)
def test_a_phone_number_is_one_however_it_is_written(spelling: str) -> None:
    client = browser()
    ask(client, "081234567890")
    client.post("/masuk/kode/", {"code": sent()})
    client = browser()
    ask(client, spelling)
    client.post("/masuk/kode/", {"code": sent()})
    assert Person.objects.count() == 1
    assert Contact.objects.get().value == "+6281234567890"
    assert Message.objects.filter(channel="sms").count() == 2


def test_where_no_text_message_is_sent_codes_go_by_email_only(deploy: Callable[..., None]) -> None:
    assert "E-mail atau nomor ponsel" in browser("id").get("/masuk/").content.decode()
    deploy(SMS_SENDER="none")
    client = browser("id")
    page = client.get("/masuk/").content.decode()
    assert "ponsel" not in page.partition("<form")[2].partition("</form>")[0]
    refused = client.post("/masuk/", {"reach": "0812 3456 7890"})
    assert refused.status_code == 400
    assert "Tuliskan alamat e-mail. Contoh" in refused.content.decode()
    assert not SignInCode.objects.exists()
    ask(client)
    assert client.post("/masuk/kode/", {"code": sent()}).status_code == 302


def test_the_message_names_the_code_its_term_and_the_one_true_domain_in_the_page_s_language() -> None:
    ask(browser("en"))
    message = Message.objects.get()
    assert message.language == "en"
    assert "10 minutes" in message.text
    assert "Type it only at 127.0.0.1" in message.text
    ask(browser("id"), "0812 3456 7890")
    assert "Kode Gapura: " in Message.objects.order_by("-created_at")[0].text


def test_only_a_keyed_hash_of_the_code_is_kept() -> None:
    ask(browser())
    code = SignInCode.objects.get()
    assert sent().encode() not in bytes(code.code_hash)
    assert len(bytes(code.code_hash)) == 32


def test_one_comes_back_to_the_door_one_came_from(world: World) -> None:
    client = browser()
    door = f"/c/{world.code(world.office, 1)}"
    assert door in client.get(door).content.decode()
    onwards = ask(client, "wayan@contoh.example", door)
    assert world.wayan.person.identified
    assert client.post(onwards, {"code": sent(), "next": door})["Location"] == door


ELSEWHERE = [
    "https://penipu.example/",
    "//penipu.example",
    "/\\penipu.example",
    "javascript:alert(1)",
    "saya",
    "/x\n",
    "/" * 700,
]


@pytest.mark.parametrize("way", ELSEWHERE)
def test_nobody_is_sent_to_another_site(way: str) -> None:
    client = browser()
    assert ask(client, way=way) == "/masuk/kode/"
    assert client.post("/masuk/kode/", {"code": sent(), "next": way})["Location"] == "/saya/data/"


NO_CONTACT = [
    "",
    " ",
    "wayan",
    "@",
    "a@b",
    "a b@c.id",
    "0812",
    "+999999999999",
    "x" * 5000,
    "\x00@c.id",
    "a@c.id\nBcc: b@c.id",
    "😀",
    "+62 110",
]


@pytest.mark.parametrize("reach", NO_CONTACT)
def test_what_is_neither_address_nor_number_is_explained_and_nothing_sent(reach: str) -> None:
    before = rows()
    response = browser().post("/masuk/", {"reach": reach})
    assert response.status_code == 400
    assert 'aria-invalid="true"' in response.content.decode()
    assert rows() == before
    assert not Message.objects.exists()


def test_the_answer_is_the_same_whether_the_contact_is_known_or_not(world: World) -> None:
    assert world.wayan
    pages = []
    for reach in ("wayan@contoh.example", "wirya@contoh.example"):
        client = browser()
        onwards = ask(client, reach)
        pages.append(re.sub(r'value="[^"]{64}"', "", client.get(onwards).content.decode()))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "\x00", "9" * 9000])
def test_what_is_no_code_costs_no_try(code: str) -> None:
    client = browser()
    ask(client)
    assert client.post("/masuk/kode/", {"code": code}).status_code == 400
    assert SignInCode.objects.get().tries == 0


def test_digits_may_be_typed_in_groups() -> None:
    client = browser()
    ask(client)
    code = sent()
    assert client.post("/masuk/kode/", {"code": f" {code[:3]} {code[3:]} "}).status_code == 302


def test_after_five_wrong_codes_even_the_right_one_is_of_no_use() -> None:
    client = browser()
    ask(client)
    code = sent()
    for left in (4, 3, 2, 1):
        page = client.post("/masuk/kode/", {"code": wrong(code)}).content.decode()
        assert f"mencoba {left} kali lagi" in page
    assert "tidak dapat dipakai lagi" in client.post("/masuk/kode/", {"code": wrong(code)}).content.decode()
    assert client.post("/masuk/kode/", {"code": code}).status_code == 400
    assert not Person.objects.exists()


def test_a_code_works_once() -> None:
    client = browser()
    ask(client)
    code = sent()
    pending = client.cookies[PENDING].value
    assert client.post("/masuk/kode/", {"code": code}).status_code == 302
    again = browser()
    again.cookies[PENDING] = pending
    assert again.post("/masuk/kode/", {"code": code}).status_code == 400
    assert Device.objects.count() == 1


def test_a_code_is_of_no_use_after_ten_minutes() -> None:
    client = browser()
    ask(client)
    SignInCode.objects.update(expires_at=timezone.now())
    assert client.post("/masuk/kode/", {"code": sent()}).status_code == 400
    assert not Person.objects.exists()


def test_a_code_is_of_no_use_in_a_browser_that_did_not_ask_for_it() -> None:
    ask(browser())
    stranger = browser()
    assert stranger.post("/masuk/kode/", {"code": sent()})["Location"] == "/masuk/"
    ask(stranger, "orang@contoh.example")
    first = Message.objects.order_by("created_at")[0].text
    assert stranger.post("/masuk/kode/", {"code": re.findall(r"\b\d{6}\b", first)[0]}).status_code == 400


def test_the_sixth_code_within_an_hour_is_refused_with_the_time_to_wait() -> None:
    for _ in range(codes.PER_CONTACT_HERE):
        ask(browser())
    response = browser().post("/masuk/", {"reach": ADDRESS})
    assert response.status_code == 429
    assert re.search(r"Tunggu (59|60) menit", response.content.decode())
    assert Message.objects.count() == codes.PER_CONTACT_HERE
    ask(browser(), "orang@contoh.example")
    SignInCode.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    ask(browser())


def test_a_stranger_who_asks_for_ones_codes_elsewhere_shuts_one_out_of_none() -> None:
    stranger, other, own, late = (f"203.0.113.{number}" for number in range(1, 5))
    asked = {"reach": ADDRESS}
    for address, times in ((stranger, 5), (other, 5)):
        for _ in range(times):
            assert browser().post("/masuk/", asked, REMOTE_ADDR=address).status_code == 302
        assert browser().post("/masuk/", asked, REMOTE_ADDR=address).status_code == 429
    for _ in range(codes.PER_CONTACT - 10):
        assert browser().post("/masuk/", asked, REMOTE_ADDR=own).status_code == 302
    assert browser().post("/masuk/", asked, REMOTE_ADDR=late).status_code == 429, "messages cost money"
    assert Message.objects.count() == codes.PER_CONTACT


def test_one_network_address_asks_for_so_many_codes_an_hour_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(codes, "PER_ADDRESS", 3)
    for number in range(3):
        ask(browser(), f"orang{number}@contoh.example")
    assert browser().post("/masuk/", {"reach": "lain@contoh.example"}).status_code == 429


def test_another_address_of_the_same_ipv6_line_asks_for_no_more_codes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(codes, "PER_ADDRESS", 1)
    ask(browser())
    asked = {"reach": "lain@contoh.example"}
    here, there, elsewhere = "2001:db8:0:7::1", "2001:db8:0:7:ffff::2", "2001:db8:0:8::1"
    assert browser().post("/masuk/", asked, REMOTE_ADDR=here).status_code == 302
    assert browser().post("/masuk/", asked, REMOTE_ADDR=there).status_code == 429
    assert browser().post("/masuk/", asked, REMOTE_ADDR=elsewhere).status_code == 302


def test_signing_in_gives_a_new_session_and_ends_the_one_before(world: World) -> None:
    client = world.wayan.browser()
    before = client.cookies[SESSION].value
    csrf = client.get("/masuk/").cookies["gapura_csrf"].value
    ask(client, "wayan@contoh.example")
    response = client.post("/masuk/kode/", {"code": sent()})
    assert response.cookies[SESSION].value != before
    assert response.cookies["gapura_csrf"].value != csrf
    old = browser()
    old.cookies[SESSION] = before
    assert old.get("/saya/").status_code == 302


def test_the_session_cookie_is_kept_from_scripts_and_other_sites() -> None:
    client = browser()
    ask(client)
    cookie = client.post("/masuk/kode/", {"code": sent()}).cookies[SESSION]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 180 * 24 * 3600


def test_an_ended_session_says_so_and_leads_back(world: World) -> None:
    client = world.wayan.browser()
    Device.objects.update(expires_at=timezone.now())
    response = client.get("/saya/kunjungan/")
    assert response["Location"] == "/masuk/?next=%2Fsaya%2Fkunjungan%2F"
    page = client.get(response["Location"]).content.decode()
    assert "Sesi Anda berakhir" in page
    assert 'name="next" value="/saya/kunjungan/"' in page


def test_a_device_in_use_is_renewed_once_half_its_time_is_over(world: World) -> None:
    client = world.wayan.browser()
    assert SESSION not in client.get("/saya/").cookies
    device = Device.objects.get()
    soon = timezone.now() + timedelta(days=80)
    Device.objects.update(expires_at=soon)
    ring = config.key_ring()
    client.cookies[SESSION] = token.issue(ring, device.person_id, device.id, int(soon.timestamp()))
    assert SESSION not in client.get("/robots.txt").cookies, "what caches keep for all holds nobody's session"
    renewed = client.get("/saya/").cookies[SESSION].value
    assert Device.objects.get().expires_at > timezone.now() + timedelta(days=179)
    client.cookies[SESSION] = renewed
    assert client.get("/saya/").status_code == 200


def test_signing_out_ends_the_device_for_good(world: World) -> None:
    client = world.wayan.browser()
    kept = client.cookies[SESSION].value
    client.post("/keluar/")
    assert client.cookies[SESSION].value == ""
    client.cookies[SESSION] = kept
    assert client.get("/saya/").status_code == 302


def test_nobody_is_signed_out_by_a_link(world: World) -> None:
    assert world.wayan.browser().get("/keluar/").status_code == 405


def test_to_know_who_asks_costs_one_statement(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = world.wayan.browser()
    with django_assert_num_queries(1):
        client.get("/")
