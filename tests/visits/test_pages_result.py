"""The result of a check-in, and the pages of one's own visits."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from gapura import config
from gapura.core.codes import proof
from gapura.core.ids import new_id
from gapura.people.models import Person, Standing
from gapura.visits import results
from gapura.visits.history import PAGE
from gapura.visits.models import Visit
from tests.web.world import Visitor, World, page_of

VISITS = re.compile(r"/saya/kunjungan/([0-9a-f-]{36})/")


@pytest.fixture
def world(db: None) -> World:
    """Nobody and nothing yet but the regions and their rules."""
    return World()


def seen(visitor: Visitor, visit: Visit, language: str = "id") -> str:
    """The result page as its visitor sees it."""
    response = visitor.browser(language).get(page_of(visit.id))
    assert response.status_code == 200
    return response.content.decode()


def test_wayan_sees_that_the_check_in_worked(world: World) -> None:
    visit = world.goes_in(world.wayan, world.office, companions=2, occupancy=4)
    page = seen(world.wayan, visit)
    for shown in (
        "Check-In Berhasil",
        "HIJAU",
        'class="result green"',
        "Wayan Sudarma",
        "5104********0001",
        "Kantor Perbekel Batubulan, Pintu utama",
        "4 dari 600",
        "Vaksinasi lengkap tercatat.",
        "Dosis 2: Sinovac",
        "C_2021-09-13",
        "WITA",
        "data-clock",
    ):
        assert shown in page, shown
    assert f'action="/saya/kunjungan/{visit.id}/keluar/"' in page
    assert "/saya/koreksi/?visit=" not in page


@pytest.mark.parametrize(
    ("who", "colour", "decision", "reason", "words"),
    [
        ("made", "yellow", "verify", "one_dose", ("Tunjukkan kepada petugas", "KUNING", "Dosis 1: Sinovac")),
        ("ketut", "red", "refuse", "no_dose", ("Belum boleh masuk", "MERAH", "Belum ada vaksinasi")),
        ("luh", "black", "refuse", "contact_recent", ("Belum boleh masuk", "HITAM", "H+3")),
    ],
)
def test_who_is_held_up_reads_why_and_can_ask_a_human(
    world: World, who: str, colour: str, decision: str, reason: str, words: tuple[str, ...]
) -> None:
    visitor: Visitor = getattr(world, who)
    visit = world.visit(visitor, world.office, colour=colour, decision=decision, reasons=reason)
    page = seen(visitor, visit)
    for word in (*words, f'class="result {colour}"'):
        assert word in page, word
    assert f"/saya/koreksi/?visit={visit.id}" in page
    assert "72 jam" in page
    assert "/keluar/" not in page.split("<main")[1]


def test_a_full_place_looks_like_no_colour(world: World) -> None:
    visit = world.visit(world.wayan, world.posyandu, decision="full", reasons="full,doses_complete")
    page = seen(world.wayan, visit)
    assert 'class="result full"' in page
    assert "Penuh" in page
    assert 'class="result green"' not in page
    assert "/keluar/" not in page.split("<main")[1]


def test_the_result_is_told_in_english_too(world: World) -> None:
    page = seen(world.wayan, world.goes_in(world.wayan, world.office), "en")
    assert "Check-in successful" in page
    assert "Complete vaccination is on record." in page


def test_after_leaving_the_screen_is_no_longer_green(world: World) -> None:
    visit = world.visit(world.wayan, world.office, left_at=timezone.now(), left_by="visitor")
    page = seen(world.wayan, visit)
    assert 'class="result ended"' in page
    assert "Keluar pukul" in page
    assert "Anda sudah check-out" in page
    assert "/keluar/" not in page.split("<main")[1]
    assert "data-clock" not in page


@pytest.mark.parametrize(("left_by", "words"), results.ENDINGS.items())
def test_how_a_visit_ended_is_told(world: World, left_by: str, words: str) -> None:
    visit = world.visit(world.wayan, world.office, left_at=timezone.now(), left_by=left_by)
    page = seen(world.wayan, visit, "en")
    with translation.override("en"):
        assert str(words) in page


def test_past_its_limit_a_green_result_opens_no_door(world: World) -> None:
    visit = world.visit(world.wayan, world.office, ago=timedelta(hours=5))
    assert 'class="result ended"' in seen(world.wayan, visit)


def test_the_proof_can_be_verified_with_the_key_and_says_what_the_visit_says(world: World) -> None:
    visit = world.goes_in(world.wayan, world.office)
    page = seen(world.wayan, visit)
    words = re.search(r'class="mono big">(\S{4}) (\S{4})<', page)
    assert words
    made = proof.make(
        config.key_ring().current("proof"),
        visit_id=visit.id,
        venue=visit.number,
        door=1,
        decision="admit",
        colour="green",
        checked_in_at=int(visit.checked_in_at.timestamp()),
    )
    assert made.endswith(words[1] + words[2])
    assert proof.read(made, config.key_ring().all("proof")).visit_id == visit.id


def test_a_visit_at_a_place_that_is_gone_is_still_told(world: World) -> None:
    visit = world.visit(world.wayan, world.office)
    Visit.objects.filter(id=visit.id).update(venue_id=new_id())
    assert "Tempat yang tidak terdaftar lagi" in seen(world.wayan, visit)


def test_rules_and_reasons_that_are_gone_break_no_page(world: World) -> None:
    visit = world.visit(world.wayan, world.office, ruleset="none", reasons="evaluation_error,old_reason")
    page = seen(world.wayan, visit)
    assert "old_reason" in page


def test_broken_evidence_breaks_no_page(world: World) -> None:
    visit = world.goes_in(world.wayan, world.office)
    Standing.objects.filter(pk=world.wayan.person.pk).update(evidence={"doses": "kacau"})
    assert "Check-In Berhasil" in seen(world.wayan, visit)
    assert "tidak dapat dibaca" in world.wayan.browser().get("/saya/").content.decode()


def test_somebody_else_s_visit_is_not_there(world: World) -> None:
    visit = world.goes_in(world.wayan, world.office)
    for path in (page_of(visit.id), f"{page_of(visit.id)}keluar/"):
        response = world.made.browser().post(path) if "keluar" in path else world.made.browser().get(path)
        assert response.status_code == 404
    assert Visit.objects.get(id=visit.id).left_at is None


@pytest.mark.parametrize(
    "visit_id",
    [UUID(int=0), UUID("ffffffff-ffff-7fff-bfff-ffffffffffff"), UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")],
)
def test_a_visit_that_never_was_is_not_there(world: World, visit_id: UUID) -> None:
    assert world.wayan.browser().get(page_of(visit_id)).status_code == 404


def test_the_way_out_opened_by_itself_leads_back_to_the_visit(world: World) -> None:
    visit = world.goes_in(world.wayan, world.office)
    response = world.wayan.browser().get(f"{page_of(visit.id)}keluar/")
    assert response["Location"] == page_of(visit.id)


def test_the_overview_says_where_one_is_and_which_colour_one_has_and_why(world: World) -> None:
    world.goes_in(world.wayan, world.office)
    page = world.wayan.browser().get("/saya/").content.decode()
    for shown in ("Anda sedang di dalam", "Kantor Perbekel Batubulan", "Hijau", "Dosis 2: Sinovac"):
        assert shown in page
    assert "Anda sedang di dalam" not in world.made.browser().get("/saya/").content.decode()


def test_the_colour_now_follows_the_rules_pinned_for_the_region_even_before_any_visit(world: World) -> None:
    page = world.ketut.browser().get("/saya/").content.decode()
    assert "Merah" in page
    assert "C_2021-09-13" in page


def test_black_says_when_it_ends(world: World) -> None:
    assert "warna ini berubah pada" in world.luh.browser().get("/saya/").content.decode()


def test_a_newcomer_s_overview_asks_who_they_are(world: World) -> None:
    page = world.newcomer.browser().get("/saya/").content.decode()
    assert "Selamat datang" in page
    assert "/saya/data/" in page


def test_visits_are_listed_newest_first_a_page_at_a_time(world: World) -> None:
    kept = [
        world.visit(world.wayan, world.office, ago=timedelta(hours=hours), companions=hours)
        for hours in range(PAGE + 3, 0, -1)
    ]
    world.visit(world.made, world.posyandu)
    client = world.wayan.browser()
    first = client.get("/saya/kunjungan/").content.decode()
    newest = [str(visit.id) for visit in reversed(kept)]
    assert VISITS.findall(first) == newest[:PAGE]
    older = re.search(r'href="(/saya/kunjungan/\?before=[^"]+)"', first)
    assert older
    second = client.get(older[1]).content.decode()
    assert VISITS.findall(second) == newest[PAGE:]
    assert 'href="/saya/kunjungan/?before=' not in second


def test_visits_older_than_the_term_are_not_shown(world: World) -> None:
    world.visit(world.wayan, world.office, ago=timedelta(days=15))
    assert "Belum ada kunjungan" in world.wayan.browser().get("/saya/kunjungan/").content.decode()


def test_names_cannot_bring_markup_along(world: World) -> None:
    Person.objects.filter(pk=world.wayan.person.pk).update(name="<b>Wayan</b>")
    page = seen(world.wayan, world.goes_in(world.wayan, world.office))
    assert "<b>Wayan" not in page


@pytest.mark.parametrize(("path", "statements"), [("/saya/", 11), ("/saya/kunjungan/", 4), ("result", 5)])
def test_own_pages_ask_the_database_little_however_many_visits_there_are(
    world: World, django_assert_num_queries: DjangoAssertNumQueries, path: str, statements: int
) -> None:
    for hours in range(1, 12):
        world.visit(world.wayan, world.posyandu, ago=timedelta(hours=hours))
    visit = world.goes_in(world.wayan, world.office)
    client = world.wayan.browser()
    with django_assert_num_queries(statements):
        assert client.get(page_of(visit.id) if path == "result" else path).status_code == 200
