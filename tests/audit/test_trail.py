"""The trail is only ever added to, and the operator reads it without being able to change it."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from gapura.audit.models import Event
from gapura.audit.trail import COMMAND, SYSTEM, record
from gapura.mail import acts as mail
from gapura.mail.models import Message
from tests.postgresql.plans import plans_of
from tests.staff import World, make_world, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET act = 'nothing'", "DELETE FROM audit_event"])
def test_not_even_sql_changes_the_trail(statement: str) -> None:
    record("test.act", by=SYSTEM, subject="thing:1")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.filter(act="test.act").count() == 1


def test_an_event_knows_who_acted_on_what() -> None:
    event = record("test.act", by=COMMAND, subject="thing:1", count=3)
    event.refresh_from_db()
    assert (event.by, event.subject, event.data) == ("command", "thing:1", {"count": 3})


def test_an_event_knows_the_request_it_came_from(world: World) -> None:
    answer = signed_in(world.agus).post(
        "/verifikasi/sematkan/", {"region": "51.04", "ruleset": "B_2021-09", "reason": "x"}
    )
    event = Event.objects.get(act="ruleset.pin")
    assert event.request_id == answer.headers["X-Request-ID"]
    assert event.address == "127.0.0.1"


@pytest.mark.parametrize(
    "model", ["audit/event", "mail/message", "rulesets/pin", "venues/venue", "venues/post"]
)
def test_the_operator_reads_but_does_not_write(world: World, model: str) -> None:
    client = signed_in(world.made)
    assert client.get(f"/admin/{model}/").status_code == 200
    assert client.get(f"/admin/{model}/add/").status_code == 403
    assert client.post(f"/admin/{model}/add/", {}).status_code == 403


def test_the_operator_reads_the_events_of_one_act_and_the_trail_is_not_gone_through_for_the_acts(
    world: World,
) -> None:
    record("ruleset.pin", by=SYSTEM, subject="region:51.04")
    record("account.close", by=SYSTEM, subject="user:1")
    client = signed_in(world.made)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get("/admin/audit/event/", {"act": "ruleset.pin"})
    assert [event.act for event in answer.context["cl"].result_list] == ["ruleset.pin"]
    assert '?act=account.close"' in answer.content.decode()
    over_all = [each["sql"] for each in seen if "audit_event" in each["sql"] and "WHERE" not in each["sql"]]
    assert not over_all


@pytest.mark.parametrize("asked", [{"q": "user:17"}, {"q": "venue:0198"}, {"act": "ruleset.pin"}])
def test_ten_years_of_events_are_searched_by_an_index(world: World, asked: dict[str, str]) -> None:
    client = signed_in(world.made)
    plans = plans_of(lambda: client.get("/admin/audit/event/", asked), dear=("seqscan", "indexscan"))
    about = [plan for plan in plans if "audit_event" in plan]
    assert about
    assert [plan for plan in about if "Index Cond" not in plan] == []


def test_the_trail_is_searched_by_how_actor_subject_and_request_begin(world: World) -> None:
    wanted = record("test.act", by=COMMAND, subject="thing:17")
    client = signed_in(world.made)
    for words, found in (("thing:1", True), ("command", True), ("hing:17", False)):
        listed = client.get("/admin/audit/event/", {"q": words}).context["cl"].result_list
        assert (wanted in listed) is found


@pytest.mark.parametrize("model", ["audit/event", "mail/message", "venues/venue", "accounts/user"])
def test_no_table_is_read_whole_to_show_the_operator_its_first_rows(world: World, model: str) -> None:
    client = signed_in(world.made)
    table = f'FROM "{model.replace("/", "_")}"'
    with CaptureQueriesContext(connection) as seen:
        assert client.get(f"/admin/{model}/").status_code == 200
    about = [each["sql"] for each in seen if table in each["sql"]]
    summed_up = [sql for sql in about if "COUNT" in sql or "DISTINCT" in sql]
    assert summed_up
    assert [sql for sql in summed_up if "LIMIT" not in sql] == []


def test_the_operator_leafs_further_than_what_is_counted(world: World) -> None:
    Event.objects.bulk_create(Event(by="system", act="test.act", subject=f"thing:{n}") for n in range(1_150))
    client = signed_in(world.made)
    counted = client.get("/admin/audit/event/", {"p": "10"})
    assert counted.context["cl"].result_count == 1_000
    assert 'href="?p=11"' in counted.content.decode()
    further = client.get("/admin/audit/event/", {"p": "11"})
    assert {event.subject for event in further.context["cl"].result_list} >= {"thing:100", "thing:149"}
    assert 'href="?p=12"' in further.content.decode()


def test_the_operator_sees_a_messages_fate_and_not_its_words(world: World) -> None:
    mail.send(
        channel="email",
        to="ayu@gianyar.example",
        template="sign_in_email",
        language="id",
        context={"code": "482913", "minutes": 10},
        by=SYSTEM,
    )
    message = Message.objects.get()
    client = signed_in(world.made)
    for address in ("/admin/mail/message/", f"/admin/mail/message/{message.pk}/change/"):
        page = client.get(address).content.decode()
        assert "482913" not in page
        assert "ayu@gianyar.example" not in page


def test_an_operator_closes_an_account_with_a_trail(world: World) -> None:
    client = signed_in(world.made)
    client.post(f"/admin/accounts/user/{world.putu.pk}/change/", {"name": "I Putu", "region": "51.04"})
    world.putu.refresh_from_db()
    assert not world.putu.is_active
    assert "is_active" in Event.objects.get(act="account.change").data["fields"]


def test_an_operator_sets_a_regions_ppkm_level_with_a_trail(world: World) -> None:
    client = signed_in(world.made)
    for level in ("", "3", "3", "2"):
        client.post("/admin/regions/region/51.04/change/", {"ppkm_level": level})
    changes = Event.objects.filter(act="regions.ppkm", subject="region:51.04", by=world.made.actor)
    assert [(each.data["before"], each.data["level"]) for each in changes.order_by("id")] == [
        ("–", 3),
        (3, 2),
    ]


def test_the_administration_offers_no_permissions_and_no_secrets(world: World) -> None:
    client = signed_in(world.made)
    for model in ("auth/group", "mfa/authenticator", "people/person", "sessions/session"):
        assert client.get(f"/admin/{model}/").status_code == 404
