"""A partner is told at its webhook that a visit ended or a link did: signed, again until it listens, and
nowhere inside."""

import base64
import hmac
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.utils import timezone

from gapura import config
from gapura.accounts.models import User
from gapura.partners import delivery, retention, sending
from gapura.partners.acts import calls, links, partners
from gapura.partners.models import Link, OpenVisit, Partner, WebhookCall
from gapura.rights import erasing
from gapura.visits.leaving import leave
from gapura.visits.models import Visit
from tests.partners.apps import App, get
from tests.partners.receiver import Receiver, receiving
from tests.partners.test_operating import ADD, FORM, one
from tests.staff import signed_in
from tests.web.world import Visitor, World

pytestmark = pytest.mark.django_db
SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes ...").decode()


@pytest.fixture(scope="module")
def listening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    """One webhook for all of these tests."""
    with receiving(tmp_path_factory.mktemp("webhook")) as receiver:
        yield receiver


@pytest.fixture
def webhook(listening: Receiver, bank: App, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """The bank's webhook, in a network that the operator has let in."""
    listening.sent.clear()
    listening.status, listening.location = 200, ""
    monkeypatch.setenv("SSL_CERT_FILE", str(listening.certificate))
    allow(monkeypatch, "127.0.0.0/8")
    Partner.objects.filter(pk=bank.partner.pk).update(webhook_url=listening.url, webhook_secret=SECRET)
    bank.partner.refresh_from_db()
    yield listening
    config.current.cache_clear()


def allow(monkeypatch: pytest.MonkeyPatch, networks: str) -> None:
    """State which private networks webhooks may be in."""
    monkeypatch.setenv("GAPURA_WEBHOOK_NETWORKS", networks)
    config.current.cache_clear()


def delivered() -> WebhookCall:
    """The one call there is, tried once more."""
    call = WebhookCall.objects.get()
    with suppress(delivery.TryAgain):
        delivery.deliver(call.pk)
    call.refresh_from_db()
    return call


def unlinked(world: World, bank: App) -> str:
    """Wayan has linked the bank's app and unlinked it; whom the bank knows him as."""
    subject = str(get("/api/v1/link", bank.linked(world.wayan)["access_token"]).json()["subject"])
    links.unlink(link_id=Link.objects.get().pk, by=world.wayan.person)
    return subject


def watched(world: World, bank: App, visitor: Visitor) -> Visit:
    """A visit that the bank's app checked a visitor in for."""
    bank.linked(visitor)
    visit = world.goes_in(visitor, world.office)
    link = Link.objects.select_related("partner").get(person=visitor.person)
    calls.watch(link, visit.id, world.code(world.office, 1))
    return visit


def test_unlinking_is_told_and_signed(world: World, bank: App, webhook: Receiver) -> None:
    subject = unlinked(world, bank)
    call = delivered()
    assert (call.state, call.reply, call.tries) == ("delivered", "200", 1)
    ((headers, body),) = webhook.sent
    told = json.loads(body)
    assert (told["type"], told["data"]) == ("unlinked", {"subject": subject})
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 300
    delivery.deliver(call.pk)
    assert len(webhook.sent) == 1, "what was taken is not told again"


def test_the_end_of_a_visit_is_told_without_how_or_where_to(
    world: World, bank: App, webhook: Receiver
) -> None:
    visit = watched(world, bank, world.wayan)
    assert calls.tell_ended() == 0
    leave(world.wayan.person.pk, left_by="visitor")
    assert calls.tell_ended() == 1
    assert calls.tell_ended() == 0
    delivered()
    told = json.loads(webhook.sent[0][1])
    assert told["type"] == "check-out"
    assert set(told["data"]) == {"subject", "visit", "checked_out_at"}
    assert told["data"]["visit"] == str(visit.id)
    assert not OpenVisit.objects.exists()


def test_who_stays_long_holds_up_nobody_who_went_in_later(
    world: World, bank: App, webhook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "AT_ONCE", 1)
    for visitor in (world.wayan, world.made, world.luh):
        watched(world, bank, visitor)
    leave(world.luh.person.pk, left_by="visitor")
    leave(world.made.person.pk, left_by="visitor")
    assert calls.tell_ended() == 2
    assert OpenVisit.objects.get().link.person == world.wayan.person


def test_visits_of_others_are_not_told(world: World, bank: App, webhook: Receiver) -> None:
    bank.linked(world.wayan)
    world.goes_in(world.wayan, world.office)
    leave(world.wayan.person.pk, left_by="visitor")
    assert calls.tell_ended() == 0


def test_whom_it_checked_out_itself_it_is_not_told_of(world: World, bank: App, webhook: Receiver) -> None:
    visit = watched(world, bank, world.wayan)
    calls.forget(Link.objects.get(), visit.id)
    leave(world.wayan.person.pk, left_by="visitor")
    assert calls.tell_ended() == 0


def test_without_a_webhook_nothing_is_kept(world: World, bank: App) -> None:
    watched(world, bank, world.wayan)
    assert not OpenVisit.objects.exists()
    links.unlink(link_id=Link.objects.get().pk, by=world.wayan.person)
    assert not WebhookCall.objects.exists()


def test_erasing_a_record_is_told_as_unlinking_and_leaves_no_visit_waited_for(
    world: World, bank: App, webhook: Receiver
) -> None:
    watched(world, bank, world.wayan)
    erasing.erase(by=world.wayan.person)
    assert not OpenVisit.objects.exists()
    call = delivered()
    assert call.kind == "unlinked"
    assert str(world.wayan.person.pk) not in json.dumps(call.data)


def test_who_does_not_listen_is_told_again_and_given_up_after_a_day(
    world: World, bank: App, webhook: Receiver
) -> None:
    unlinked(world, bank)
    webhook.status = 500
    call = WebhookCall.objects.get()
    with pytest.raises(delivery.TryAgain) as again:
        delivery.deliver(call.pk)
    call.refresh_from_db()
    assert again.value.at == call.next_try_at > timezone.now()
    assert (call.state, call.reply, call.tries) == ("waiting", "500", 1)
    assert delivered().tries == 2
    WebhookCall.objects.update(created_at=timezone.now() - timedelta(days=1))
    assert delivered().state == "dead"
    webhook.status = 200
    assert delivered().state == "dead"


def test_waits_grow_to_two_hours() -> None:
    waits = [delivery.wait(tries).total_seconds() for tries in range(1, 12)]
    assert waits[:3] == [15, 45, 135]
    assert waits == sorted(waits)
    assert waits[-1] == 7_200


def test_redirects_lead_nowhere(world: World, bank: App, webhook: Receiver) -> None:
    unlinked(world, bank)
    webhook.status, webhook.location = 307, f"https://127.0.0.1:{webhook.port}/lain"
    assert (delivered().state, WebhookCall.objects.get().reply) == ("waiting", "307")
    assert len(webhook.sent) == 1


def test_a_certificate_of_nobody_is_refused(
    world: World, bank: App, webhook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlinked(world, bank)
    monkeypatch.delenv("SSL_CERT_FILE")
    assert delivered().reply == "SSLCertVerificationError"
    assert not webhook.sent


def test_nothing_is_sent_inside(
    world: World, bank: App, webhook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlinked(world, bank)
    allow(monkeypatch, "10.0.0.0/8")
    assert delivered().reply == "the address is in a private network"
    assert not webhook.sent


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "100.64.0.1", "0.0.0.0", "224.0.0.1"),
        *(
            "[::1]",
            "[fe80::1]",
            "[fd00::1]",
            "[::ffff:127.0.0.1]",
            "[2002:7f00:1::]",
            "[64:ff9b::10.0.0.1]",
            "[::]",
            "localhost",
        ),
        *("2130706433", "0x7f000001", "127.1"),
    ],
)
def test_no_spelling_of_an_inner_address_is_spoken_to(host: str) -> None:
    with pytest.raises(sending.NotSentError):
        sending.post(f"https://{host}:9/x", b"{}", {})


@pytest.mark.parametrize("url", ["http://contoh.example/x", "ftp://contoh.example/x", "https:///x", "x"])
def test_nothing_is_sent_but_over_https(url: str) -> None:
    with pytest.raises(sending.NotSentError):
        sending.post(url, b"{}", {})


def test_a_suspended_partner_is_told_nothing(
    world: World, bank: App, webhook: Receiver, operator: User
) -> None:
    unlinked(world, bank)
    partners.suspend(partner=bank.partner, by=operator)
    assert delivered().state == "waiting"
    assert not webhook.sent
    partners.resume(partner=bank.partner, by=operator)
    assert delivered().state == "delivered"


def test_a_call_that_lost_its_job_gets_another_once(world: World, bank: App, webhook: Receiver) -> None:
    unlinked(world, bank)
    later = timezone.now() + timedelta(minutes=11)
    assert delivery.forsaken(later) == [WebhookCall.objects.get().pk]
    assert delivery.forsaken(later) == []


def test_calls_are_kept_for_a_week(world: World, bank: App, webhook: Receiver) -> None:
    unlinked(world, bank)
    retention.run(timezone.now() + timedelta(days=6))
    assert WebhookCall.objects.exists()
    retention.run(timezone.now() + timedelta(days=8))
    assert not WebhookCall.objects.exists()


def test_an_operator_sets_it_up_and_sees_what_became_of_it(
    world: World, bank: App, webhook: Receiver, operator: User
) -> None:
    client = signed_in(operator)
    made = client.post(ADD, {**FORM, "webhook_url": "https://tiket.example/kabar"}).content.decode()
    partner = Partner.objects.get(name="Tiket Ubud")
    assert str(partner.webhook_secret) in made
    page = client.get(one(client, partner, "change")).content.decode()
    assert str(partner.webhook_secret) not in page
    renewed = client.post(one(client, partner, "webhook-secret")).content.decode()
    partner.refresh_from_db()
    assert str(partner.webhook_secret) in renewed
    form: dict[str, Any] = {**FORM, "name": "Dompet Bali", "redirect_uris": bank.address}
    for wrong in ("http://tiket.example/x", "https://tiket.example/#", "ftp://tiket.example/"):
        answer = client.post(one(client, bank.partner, "change"), {**form, "webhook_url": wrong})
        assert answer.status_code == 400
    unlinked(world, bank)
    delivered()
    listed = client.get("/admin/partners/webhookcall/").content.decode()
    assert "Dompet Bali" in listed
    assert '<td class="field-reply">200</td>' in listed
