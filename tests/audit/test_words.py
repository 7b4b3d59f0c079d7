"""The trail as people read it: who, what, when, why, from where, and nothing that is not theirs to see."""

import ast
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

import gapura
from gapura.audit import words
from gapura.audit.models import Event
from gapura.audit.trail import COMMAND, MOST, SYSTEM, Story, events_about, named, record
from gapura.audit.words import Who
from gapura.venues import acts as venues
from tests.staff import World, make_world

pytestmark = pytest.mark.django_db
SOURCE = Path(gapura.__file__).parent


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def _recorded() -> set[str]:
    """Every act that some module writes into the trail, as far as its source says it plainly."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text())
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name) and isinstance(node.value.value, str)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and _is_record(node.func):
                act = node.args[0]
                if isinstance(act, ast.Constant):
                    found.add(str(act.value))
                elif isinstance(act, ast.Name) and act.id in constants:
                    found.add(constants[act.id])
    return found


def _is_record(function: ast.expr) -> bool:
    return ast.unparse(function) in {"record", "trail.record"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("id", "Orang dihitung langsung pada 4 Oktober 2021: 12"),
        ("en", "People counted by hand on 4 October 2021: 12"),
    ],
)
def test_a_day_is_told_in_the_readers_language(language: str, sentence: str) -> None:
    with translation.override(language):
        assert words.tell("head_count.enter", {"day": "2021-10-04", "people": 12}) == sentence
        assert "2021-13-45" in words.tell("head_count.enter", {"day": "2021-13-45", "people": 12})


def test_every_act_that_is_recorded_has_its_sentence() -> None:
    recorded = _recorded()
    assert {"venue.register", "account.make", "people.identify"} <= recorded
    # The demo is an app only where GAPURA_DEMO is set.
    assert {act for act in recorded if not words.known(act)} <= {"demo.seed", "demo.date"}


def test_a_place_tells_its_story_in_order(world: World) -> None:
    venues.add_door(venue=world.desa, name="Pintu samping", by=world.dayu)
    venues.withdraw_venue(venue=world.desa, reason="Pindah ke gedung baru", by=world.dayu)
    with translation.override("en"):
        story = events_about(f"venue:{world.desa.pk}")
    assert [entry.what for entry in story] == [
        "Place registered, with 2 doors",
        "Door 3 added",
        "Place withdrawn: its codes no longer work",
    ]
    assert story[0].who == Who("Gapura")
    assert story[2].who == Who("Ni Wayan Dayu", "Coordinator, Gianyar")
    assert story[2].why == "Pindah ke gedung baru"


def test_the_story_is_told_in_indonesian_too(world: World) -> None:
    with translation.override("id"):
        assert events_about(f"venue:{world.desa.pk}")[0].what == "Tempat didaftarkan, dengan 2 pintu"


def test_those_it_concerns_see_the_office_and_not_the_person(world: World) -> None:
    event = record("test.act", by=world.agus, subject="thing:1", reason="Surat belum bertanggal")
    Event.objects.create(act="test.act", by=world.agus.actor, subject="thing:1", address="198.51.100.7")
    with translation.override("en"):
        first, second = events_about("thing:1", full=False)
    assert first.who == Who("Reviewer, Indonesia")
    assert (first.why, first.at) == (event.data["reason"], event.at)
    assert second.address == ""


def test_a_long_story_costs_as_many_queries_as_a_short_one(world: World) -> None:
    for by in (world.agus, world.dayu, world.putu, SYSTEM, COMMAND, named("applicant:1")) * 5:
        record("test.act", by=by, subject="thing:1")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(events_about("thing:1")) == 30
    assert len(queries) == 2


def test_a_story_longer_than_a_page_goes_on_with_what_was_earlier(world: World) -> None:
    numbers = [record("test.act", by=SYSTEM, subject="thing:1").pk for _ in range(MOST + 1)]
    record("test.other", by=SYSTEM, subject="thing:1")
    newest = events_about("thing:1", acts={"test.act"})
    assert (len(newest), newest.earlier) == (MOST, numbers[1])
    first = events_about("thing:1", before=str(newest.earlier))
    assert (len(first), first.earlier) == (1, None)
    assert len(events_about("thing:1", before="1' OR '1")) == MOST


def test_the_page_leads_to_what_was_earlier_and_back(world: World, rf: RequestFactory) -> None:
    for _ in range(MOST + 1):
        record("test.act", by=SYSTEM, subject="thing:1")
    newest = events_about("thing:1")

    def shown(story: Story, address: str) -> str:
        values = {"entries": story, "zone": "Asia/Makassar"}
        return render_to_string("audit/trail.html", values, request=rf.get(address))

    onwards = f"?tab=1&amp;before={newest.earlier}"
    assert f'href="{onwards}"' in shown(newest, "/?tab=1")
    earlier = events_about("thing:1", before=str(newest.earlier))
    assert 'href="?tab=1"' in shown(earlier, f"/?tab=1&before={newest.earlier}")
    assert "before=" not in shown(earlier, f"/?tab=1&before={newest.earlier}")


def test_who_is_gone_and_what_is_unknown_are_still_told() -> None:
    record("test.act", by=named("user:987654"), subject="thing:1")
    with translation.override("en"):
        (entry,) = events_about("thing:1")
    assert (entry.who, entry.what) == (Who("a former account"), "test.act")


def test_a_fact_that_is_missing_leaves_a_dash() -> None:
    with translation.override("en"):
        assert words.tell("venue.add_door", {}) == "Door – added"


def test_two_apps_cannot_tell_the_same_act() -> None:
    with pytest.raises(ValueError, match=r"venue\.register"):
        words.register({"venue.register": "Something else"})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Alamat salah: wayan.adi@gianyar.example", "Alamat salah: […]"),
        ("NIK 5104010101900001 tidak cocok", "NIK […] tidak cocok"),
        ("NIK 5104 0101 0190 0001 atau 510401-010190-0001", "NIK […] atau […]"),
        ("tutup 2021-10-05 2021-10-12", "tutup 2021-10-05 2021-10-12"),
        ("hubungi 0812-3456-7890 atau +62 812 3456 7890.", "hubungi […] atau […]."),
        ("hubungi 08123456789 atau 081 234 5678", "hubungi […] atau […]"),
        ("Surat 421/08/2021 tanggal 08-10-2021", "Surat 421/08/2021 tanggal 08-10-2021"),
        ("0192f3a4-0812-7345-8678-081234567890", "0192f3a4-0812-7345-8678-081234567890"),
    ],
)
def test_what_people_type_as_a_reason_keeps_no_address_and_no_number(typed: str, kept: str) -> None:
    assert record("test.act", by=SYSTEM, subject="thing:1", reason=typed).data == {"reason": kept}


def test_blanking_reaches_into_lists_and_tables() -> None:
    event = record("test.act", by=SYSTEM, subject="thing:1", rows=[{"to": "ayu@gianyar.example", "tries": 2}])
    assert event.data == {"rows": [{"to": "[…]", "tries": 2}]}


def test_the_page_shows_the_hour_of_the_regions_zone(world: World) -> None:
    record("venue.withdraw", by=world.dayu, subject="thing:1", reason="<b>Pindah</b>")
    entries = events_about("thing:1")
    html = {
        zone: render_to_string("audit/trail.html", {"entries": entries, "zone": zone})
        for zone in ("Asia/Makassar", "Asia/Jayapura")
    }
    for zone, text in html.items():
        local = entries[0].at.astimezone(ZoneInfo(zone))
        assert local.strftime("%H.%M") in text
        assert str(local.tzname()) in text
        assert "&lt;b&gt;Pindah&lt;/b&gt;" in text
        assert "Ni Wayan Dayu, " in text


def test_a_story_without_events_says_so() -> None:
    assert "Belum ada kejadian." in render_to_string(
        "audit/trail.html", {"entries": [], "zone": "Asia/Makassar"}
    )
