"""A PIC invites officers, removes them and hands the post on; the coordinator too, where the PIC is gone."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from gapura.accounts import acts as accounts
from gapura.accounts.models import Activation, User
from gapura.accounts.roles import Role
from gapura.audit.models import Event
from gapura.common.times import with_zone
from gapura.mail import history
from gapura.mail.models import Bounce, Message, State
from gapura.venues import acts
from gapura.venues.acts.succession import under_way
from gapura.venues.models import Post, Succession
from tests.staff import SECRET, World, signed_in, staff

pytestmark = pytest.mark.django_db(transaction=True)
OWN = "kelapa-muda-segar-27"
MARI = {"name": "Ni Made Mari", "contact": "mari@batubulan.example"}


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(transactional_db: None) -> None:
    cache.clear()


def place(world: World, rest: str = "petugas/") -> str:
    return f"/pic/tempat/{world.desa.pk}/{rest}"


def invite(world: World, **changed: str) -> Post:
    """Putu invites an officer on the page."""
    answer = signed_in(world.putu).post(place(world), {**MARI, "months": "6", **changed})
    assert answer.headers["Location"] == place(world), answer.content.decode()
    return Post.objects.select_related("user").get(
        venue=world.desa, user__name=changed.get("name", MARI["name"])
    )


def letter(user: User) -> Message:
    """The newest message about an account."""
    return Message.objects.filter(about=f"user:{user.pk}").order_by("created_at").last()  # type: ignore[return-value]


def secret_in(message: Message) -> str:
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", message.text)
    assert found
    return found[0]


def activate(user: User) -> User:
    """What an invited person does with the newest message: password, then second factor."""
    accounts.activate(username=user.username, secret=secret_in(letter(user)), password=OWN)
    Authenticator.objects.create(user=user, type="totp", data={"secret": encrypt(SECRET)})
    return User.objects.get(pk=user.pk)


def test_an_officer_is_invited_by_name_and_activates_an_account_of_their_own(world: World) -> None:
    post = invite(world)
    assert (post.user.role, post.user.username, post.user.is_active) == (
        Role.OFFICER,
        "petugas-ni-made-mari",
        False,
    )
    assert post.until is not None
    assert timedelta(days=181) < post.until - timezone.now() < timedelta(days=184)
    message = letter(post.user)
    assert (message.to, message.channel) == ("mari@batubulan.example", "email")
    until = with_zone(post.user.activations.get().expires_at.astimezone(ZoneInfo(post.venue.time_zone)))
    assert until.endswith(" WITA")
    term = f"72 jam, sampai {until}"
    for words in ("petugas-ni-made-mari", world.desa.name, "/aktivasi?u=petugas-ni-made-mari", term):
        assert words in message.text
        assert words in (message.html or "")
    mari = activate(post.user)
    page = signed_in(mari).get("/petugas/").content.decode()
    assert world.desa.name in page
    assert Event.objects.get(act="venue.invite_officer").by == world.putu.actor


def test_the_secret_stands_in_no_trail_and_on_no_page(world: World) -> None:
    post = invite(world)
    secret = secret_in(letter(post.user))
    assert secret not in str(list(Event.objects.values()))
    assert secret not in signed_in(world.putu).get(place(world)).content.decode()


def test_an_officer_with_a_phone_gets_a_text_message(world: World) -> None:
    post = invite(world, contact="0812 3456 7890")
    message = letter(post.user)
    assert (message.to, message.channel) == ("+6281234567890", "sms")
    assert "WITA di http" in message.text
    assert activate(post.user).is_active


def test_where_no_text_message_is_sent_an_officer_has_an_email_address(
    world: World, deploy: Callable[..., None]
) -> None:
    post = invite(world, contact="0812 3456 7890")
    deploy(SMS_SENDER="none")
    putu = signed_in(world.putu)
    page = putu.get(place(world)).content.decode()
    assert "Alamat e-mail lain" in page
    assert "ponsel" not in page
    phone = {**MARI, "months": "6", "name": "Ni Ketut Lain", "contact": "0813 1111 2222"}
    assert putu.post(place(world), phone).status_code == 422
    # The number of before is of no use for a new one-time password, and nobody is told that one is sent.
    again = putu.post(place(world, f"petugas/{post.pk}/kirim/"), follow=True).content.decode()
    assert "Tulis alamat e-mail." in again
    assert Message.objects.count() == 1
    putu.post(place(world, f"petugas/{post.pk}/kirim/"), {"contact": MARI["contact"]})
    assert letter(post.user).channel == "email"


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ""},
        {"contact": ""},
        {"contact": "nobody"},
        {"contact": "12"},
        {"contact": "a@b"},
        {"months": "120"},
    ],
)
def test_an_invitation_without_sense_is_refused(world: World, changed: dict[str, str]) -> None:
    answer = signed_in(world.putu).post(place(world), {**MARI, "months": "6", **changed})
    assert answer.status_code == 422
    assert not User.objects.filter(name=MARI["name"]).exists()
    assert not Message.objects.exists()


def test_the_list_says_how_far_each_account_has_come(world: World) -> None:
    client = signed_in(world.putu)
    client.cookies["gapura_bahasa"] = "en"
    post = invite(world)
    assert "not activated yet" in client.get(place(world)).content.decode()
    assert "has not activated" in client.get("/pic/").content.decode()
    Activation.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    assert "one-time password expired" in client.get(place(world)).content.decode()
    assert "has expired: send a new one" in client.get("/pic/").content.decode().replace("&#x27;", "'")
    client.post(place(world, f"petugas/{post.pk}/kirim/"))
    activate(post.user)
    page = client.get(place(world)).content.decode()
    assert "not activated" not in page
    assert "expired" not in page


def test_an_invitation_that_came_back_says_why_and_what_to_do(world: World) -> None:
    client = signed_in(world.putu)
    message = letter(invite(world).user)
    history.note(message, State.BOUNCED, detail="smtp; 550 5.1.1 unknown", bounce=Bounce.HARD)
    page = client.get(place(world)).content.decode()
    assert "Alamat e-mail itu tidak ada" in page
    assert "ke alamat lain jika yang ini keliru" in page
    history.note(message, State.OPENED)
    assert "Alamat e-mail itu tidak ada" not in client.get(place(world)).content.decode()


def test_a_new_one_time_password_goes_to_a_corrected_address_and_ends_the_old(world: World) -> None:
    post = invite(world)
    old = secret_in(letter(post.user))
    signed_in(world.putu).post(
        place(world, f"petugas/{post.pk}/kirim/"), {"contact": "betul@batubulan.example"}
    )
    assert letter(post.user).to == "betul@batubulan.example"
    with pytest.raises(accounts.SecretReplacedError):
        accounts.activate(username=post.user.username, secret=old, password=OWN)
    assert activate(post.user).is_active
    answer = signed_in(world.putu).post(place(world, f"petugas/{post.pk}/kirim/"), follow=True)
    assert "sudah mengaktifkan" in answer.content.decode()
    assert Message.objects.count() == 2


def test_a_removed_officer_is_out_at_once(world: World) -> None:
    browser = signed_in(world.komang)
    post = Post.objects.get(user=world.komang)
    signed_in(world.putu).post(place(world, f"petugas/{post.pk}/hapus/"))
    assert browser.get("/petugas/").headers["Location"].startswith("/akun/login/")
    assert not User.objects.get(pk=world.komang.pk).is_active
    assert Event.objects.filter(act="venue.remove_officer", data__officer=world.komang.actor).exists()


def test_an_officer_removed_before_activating_can_no_longer_do_so(world: World) -> None:
    post = invite(world)
    secret = secret_in(letter(post.user))
    signed_in(world.putu).post(place(world, f"petugas/{post.pk}/hapus/"))
    with pytest.raises(accounts.SecretReplacedError):
        accounts.activate(username=post.user.username, secret=secret, password=OWN)


def test_an_officer_of_two_places_keeps_the_other(world: World) -> None:
    Post.objects.create(user=world.komang, venue=world.puskesmas)
    post = Post.objects.get(user=world.komang, venue=world.desa)
    acts.remove_officer(post=post, by=world.putu)
    page = signed_in(world.komang).get("/petugas/").content.decode()
    assert world.puskesmas.name in page
    assert world.desa.name not in page


def test_a_post_ends_by_itself_and_is_extended(world: World) -> None:
    post = Post.objects.get(user=world.komang)
    Post.objects.filter(pk=post.pk).update(until=timezone.now() - timedelta(minutes=1))
    assert world.desa.name not in signed_in(world.komang).get("/petugas/").content.decode()
    signed_in(world.putu).post(place(world, f"petugas/{post.pk}/perpanjang/"), {"months": "3"})
    assert world.desa.name in signed_in(world.komang).get("/petugas/").content.decode()


@pytest.mark.parametrize("months", ["", "0", "13", "x", "-3", "9" * 5000])
def test_a_post_is_extended_by_months_that_make_sense(world: World, months: str) -> None:
    post = Post.objects.get(user=world.komang)
    client, address = signed_in(world.putu), place(world, f"petugas/{post.pk}/perpanjang/")
    page = client.post(address, {"months": months}, follow=True).content.decode()
    assert "Pilihlah berapa bulan" in page
    assert Post.objects.get(pk=post.pk).until is None


@pytest.mark.parametrize("what", ["kirim", "perpanjang", "hapus"])
def test_only_officers_of_the_own_place_can_be_changed(world: World, what: str) -> None:
    own = Post.objects.get(user=world.putu)
    theirs = Post.objects.create(user=world.sari, venue=world.badung_office)
    client = signed_in(world.putu)
    for post in (own, theirs):
        assert client.post(place(world, f"petugas/{post.pk}/{what}/")).status_code == 404


def named(world: World, by: User, way: str = "pic") -> User:
    """Somebody names Mari as the next PIC."""
    answer = signed_in(by).post(f"/{way}/tempat/{world.desa.pk}/pengganti/", MARI)
    assert answer.status_code == 302, answer.content.decode()
    return User.objects.get(name=MARI["name"])


def test_the_post_moves_when_the_successor_is_ready_and_not_before(world: World) -> None:
    User.objects.filter(pk=world.putu.pk).update(email="")
    world.putu.contact = "putu@batubulan.example"
    world.putu.save(update_fields=["contact"])
    browser = signed_in(world.putu)
    mari = named(world, world.putu)
    assert (mari.username, mari.role) == ("pic-batubulan", Role.PIC)
    assert browser.get("/pic/").status_code == 200
    assert world.desa.name in browser.get("/pic/").content.decode()
    accounts.activate(username=mari.username, secret=secret_in(letter(mari)), password=OWN)
    assert Post.objects.filter(user=world.putu, venue=world.desa).exists()
    Authenticator.objects.create(user=mari, type="totp", data={"secret": encrypt(SECRET)})
    assert [post.user for post in Post.objects.filter(venue=world.desa, user__role=Role.PIC)] == [mari]
    assert world.desa.name in signed_in(User.objects.get(pk=mari.pk)).get("/pic/").content.decode()
    assert browser.get("/pic/").headers["Location"].startswith("/akun/login/")
    event = Event.objects.get(act="venue.hand_over")
    assert event.by == mari.actor
    assert event.data == {"successor": mari.actor, "before": [world.putu.actor]}
    told = Message.objects.filter(about=f"user:{world.putu.pk}").order_by("created_at")
    assert [message.template for message in told] == ["venues/successor_named", "venues/post_ended"]
    assert letter(mari).template == "venues/post_taken"


def test_who_answers_for_another_place_keeps_the_account(world: World) -> None:
    Post.objects.create(user=world.putu, venue=world.puskesmas)
    activate(named(world, world.putu))
    page = signed_in(world.putu).get("/pic/").content.decode()
    assert world.puskesmas.name in page
    assert world.desa.name not in page


def test_the_coordinator_hands_on_the_post_of_a_pic_who_is_gone(world: World) -> None:
    accounts.close_account(user=world.putu, reason="moved away", by=world.made)
    mari = activate(named(world, world.dayu, "koordinator"))
    assert [post.user for post in Post.objects.filter(venue=world.desa, user__role=Role.PIC)] == [mari]
    assert Event.objects.get(act="venue.name_successor").by == world.dayu.actor


def test_another_regions_coordinator_hands_on_nothing(world: World) -> None:
    for rest in ("", "kirim/", "batal/"):
        address = f"/koordinator/tempat/{world.desa.pk}/pengganti/{rest}"
        assert signed_in(world.stranger).post(address, MARI).status_code == 404


def test_one_successor_at_a_time(world: World) -> None:
    named(world, world.putu)
    signed_in(world.putu).post(
        place(world, "pengganti/"), {"name": "Lain", "contact": "lain@batubulan.example"}
    )
    assert not User.objects.filter(name="Lain").exists()
    assert Succession.objects.count() == 1


def test_a_succession_is_called_off(world: World) -> None:
    mari = named(world, world.putu)
    secret = secret_in(letter(mari))
    signed_in(world.dayu).post(f"/koordinator/tempat/{world.desa.pk}/pengganti/batal/")
    assert under_way(world.desa) is None
    with pytest.raises(accounts.SecretReplacedError):
        accounts.activate(username=mari.username, secret=secret, password=OWN)
    assert Post.objects.filter(user=world.putu, venue=world.desa).exists()
    named_again = signed_in(world.putu).post(place(world, "pengganti/"), {**MARI, "name": "Wayan Baru"})
    assert named_again.status_code == 302
    assert under_way(world.desa) is not None


def test_a_succession_that_was_accepted_cannot_be_called_off(world: World) -> None:
    activate(named(world, world.putu))
    with pytest.raises(acts.VenueError):
        acts.call_off_succession(succession=Succession.objects.get(), by=world.dayu)


def test_accepting_and_calling_off_at_once_end_in_one_of_the_two(world: World) -> None:
    mari = named(world, world.putu)
    accounts.activate(username=mari.username, secret=secret_in(letter(mari)), password=OWN)
    succession = Succession.objects.get()

    def accept() -> None:
        try:
            Authenticator.objects.create(user=mari, type="totp", data={"secret": encrypt(SECRET)})
        finally:
            connection.close()

    def call_off() -> None:
        try:
            with suppress(acts.VenueError):
                acts.call_off_succession(succession=succession, by=world.dayu)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        for done in [people.submit(accept), people.submit(call_off)]:
            done.result()
    succession.refresh_from_db()
    pics = {post.user_id for post in Post.objects.filter(venue=world.desa, user__role=Role.PIC)}
    assert (succession.accepted_at is None) != (succession.ended_at is None)
    assert pics == {mari.pk if succession.accepted_at else world.putu.pk}


@pytest.fixture
def rai(world: World) -> User:
    """A PIC of another office in the regency, with an account of their own."""
    rai = staff("rai", "Ida Ayu Rai", Role.PIC, world.sukawati)
    rai.contact = "rai@sukawati.example"
    rai.save(update_fields=["contact"])
    Post.objects.create(user=rai, venue=world.puskesmas)
    return rai


def offered(world: World, by: User) -> Succession:
    """Somebody names Rai, by the address that her account has."""
    given = {"name": "Rai", "contact": "RAI@sukawati.example"}
    assert signed_in(by).post(place(world, "pengganti/"), given).status_code == 302
    return Succession.objects.get()


def test_a_successor_who_has_an_account_takes_the_post_over_with_it(world: World, rai: User) -> None:
    accounts_before = User.objects.count()
    offer = offered(world, world.putu)
    assert (offer.successor, User.objects.count()) == (rai, accounts_before)
    assert letter(rai).template == "venues/successor_known"
    client = signed_in(rai)
    assert f"Anda ditunjuk untuk {world.desa.name}" in client.get("/pic/").content.decode()
    assert "menerima atau menolak" in signed_in(world.putu).get(place(world, "pengganti/")).content.decode()
    assert client.get(place(world)).status_code == 404, "nothing is theirs before they accept"
    for _ in range(2):
        client.post(f"/pic/tawaran/{offer.pk}/terima/")
    assert [post.user for post in Post.objects.filter(venue=world.desa, user__role=Role.PIC)] == [rai]
    assert Event.objects.get(act="venue.hand_over").data["before"] == [world.putu.actor]
    page = client.get("/pic/").content.decode()
    assert world.desa.name in page
    assert world.puskesmas.name in page


def test_a_successor_declines_and_keeps_the_account(world: World, rai: User) -> None:
    offer = offered(world, world.putu)
    for thief in (world.komang, world.putu):
        assert signed_in(thief).post(f"/pic/tawaran/{offer.pk}/terima/").status_code in (403, 404)
    signed_in(rai).post(f"/pic/tawaran/{offer.pk}/tolak/")
    rai.refresh_from_db()
    assert rai.is_active
    assert under_way(world.desa) is None
    assert Post.objects.filter(user=world.putu, venue=world.desa).exists()


def test_calling_off_closes_no_account_that_was_there_before(world: World, rai: User) -> None:
    offered(world, world.putu)
    signed_in(world.putu).post(place(world, "pengganti/kirim/"), {"contact": ""})
    assert Message.objects.filter(about=f"user:{rai.pk}").count() == 2
    signed_in(world.putu).post(place(world, "pengganti/batal/"))
    rai.refresh_from_db()
    assert rai.is_active


def test_whoever_answers_for_the_place_is_no_successor(world: World, rai: User) -> None:
    Post.objects.create(user=rai, venue=world.desa)
    given = {"name": "Rai", "contact": "rai@sukawati.example"}
    answer = signed_in(world.putu).post(place(world, "pengganti/"), given)
    assert answer.status_code == 422
    assert "sudah bertanggung jawab" in answer.content.decode()


def test_the_successor_is_sent_a_new_one_time_password(world: World) -> None:
    mari = named(world, world.putu)
    client = signed_in(world.putu)
    client.post(place(world, "pengganti/kirim/"), {"contact": "mari.baru@batubulan.example"})
    assert letter(mari).to == "mari.baru@batubulan.example"
    client.post(place(world, "pengganti/kirim/"), {"contact": "nonsense"})
    assert Message.objects.filter(about=f"user:{mari.pk}").count() == 2
    assert activate(mari).is_active


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_message_reads_well_in_both_languages(world: World, language: str) -> None:
    world.putu.contact = "putu@batubulan.example"
    world.putu.save(update_fields=["contact"])
    client: Any = signed_in(world.putu)
    client.cookies["gapura_bahasa"] = language
    client.post(place(world), {**MARI, "months": "6"})
    client.post(place(world, "pengganti/"), {"name": "Wayan Baru", "contact": "+6281234567890"})
    for message in Message.objects.all():
        assert message.language == language
        assert "{" not in message.text + message.subject
        assert world.desa.name in message.text + message.subject
    assert {message.template for message in Message.objects.all()} == {
        "venues/officer",
        "venues/successor_sms",
        "venues/successor_named",
    }


def test_a_browser_goes_the_whole_way_of_an_officer(world: World) -> None:
    post = invite(world)
    client = Client()
    form = {
        "username": post.user.username,
        "secret": secret_in(letter(post.user)),
        "password": OWN,
        "again": OWN,
    }
    assert client.post("/aktivasi", form).headers["Location"] == "/akun/2fa/totp/activate/"
