"""Where compliance is explained and shown, to everybody and to each role; head counts, warnings, holidays."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from msgspec import structs

from gapura.audit import trail
from gapura.core.compliance import Arithmetic, get
from gapura.core.compliance.holidays import shipped
from gapura.mail.models import Message
from gapura.oversight.compliance.measuring import Period, measure_venue, metric_of, settled_period
from gapura.oversight.compliance.public import public
from gapura.oversight.compliance.sheets import sheet
from gapura.oversight.holidays.acts import import_holidays
from gapura.oversight.models import HeadCount, Holiday, VenueDay, VenueWarning
from gapura.venues.acts.registering import subject
from gapura.venues.models import Post, Venue
from tests.oversight.offices import DAILY, SHARES, Offices, drafted, entry_of
from tests.oversight.world import World, signed_in

HOLIDAY_HEAD = b"day,region,name,closes,source\n"


def arithmetic_of(venue: Venue) -> Arithmetic:
    return measure_venue(Venue.objects.get(pk=venue.pk), *settled_period()).arithmetic


def test_everybody_reads_how_compliance_is_measured() -> None:
    for language, word, counted in (
        ("id", "Seribu check-in", "setiap orang yang dipersilakan masuk, sekali sehari"),
        ("en", "A thousand check-ins", "each person let in, once a day"),
    ):
        client = Client()
        client.cookies["gapura_bahasa"] = language
        assert word in client.get("/kepatuhan/metrik/compliance-1/").content.decode()
        assert counted in client.get("/kepatuhan/metrik/compliance-2/").content.decode()
    assert Client().get("/kepatuhan/metrik/compliance-99/").status_code == 404


@pytest.mark.django_db
def test_the_home_page_leads_there() -> None:
    assert 'href="/kepatuhan/"' in Client().get("/").content.decode()
    page = Client().get("/kepatuhan/").content.decode()
    assert all(f"/kepatuhan/metrik/compliance-{number}/" in page for number in (1, 2))


def test_a_period_keeps_the_metric_that_held_when_it_began() -> None:
    newer = get("compliance-2").valid_from
    assert metric_of(Period(newer - timedelta(days=1), newer + timedelta(days=29))).id == "compliance-1"
    assert metric_of(Period(newer, newer + timedelta(days=29))).id == "compliance-2"


def test_whoever_came_again_is_one_person_on_every_page(offices: Offices) -> None:
    """Eighty scans let ninety people in: of them twelve scans, with three companions, were not the first."""
    period = Period(offices.since, offices.until)
    place = offices.venues[6]
    VenueDay.objects.filter(venue_id=place.pk).update(
        check_ins=100, people=112, admit=80, entered=90, left_visitor=60, again=12, again_people=15
    )
    measured = measure_venue(place, period, get("compliance-2"))
    found = measured.arithmetic
    assert found.check_ins == 68 * found.open_days
    assert found.companions == 7 * found.open_days
    assert found.check_out_share == 0.75
    assert public(found)["admitted"] == 80 * found.open_days
    words = [step.what for step in sheet(measured, period, get("compliance-2")).steps]
    assert any("sekali sehari" in each for each in words)
    before = measure_venue(place, period, get("compliance-1")).arithmetic
    assert (before.check_ins, before.companions) == (100 * before.open_days, 12 * before.open_days)
    assert "admitted" not in public(before)


def test_few_who_came_again_cannot_be_worked_out(offices: Offices) -> None:
    found = arithmetic_of(offices.venues[6])
    assert public(structs.replace(found, admitted=found.check_ins))["check_outs"]
    few = public(structs.replace(found, admitted=found.check_ins + 2))
    assert (few["admitted"], few["check_outs"]) == (None, None)


def test_a_share_is_what_was_counted_of_what_was_expected(offices: Offices) -> None:
    for venue, share in zip(offices.venues, SHARES, strict=True):
        found = arithmetic_of(venue)
        assert found.expectation.daily == DAILY
        assert found.share == pytest.approx(share, abs=0.01)


def test_pic_coordinator_and_reviewer_see_every_step(offices: Offices) -> None:
    venue = offices.venues[6]
    Post.objects.create(user=offices.low_pic, venue=venue)
    pages = (
        (offices.low_pic, f"/pic/tempat/{venue.pk}/kepatuhan/"),
        (offices.world.dayu, f"/kepatuhan/tempat/{venue.pk}/"),
        (offices.world.agus, f"/kepatuhan/tempat/{venue.pk}/"),
    )
    for user, path in pages:
        page = signed_in(user).get(path).content.decode()
        for step in ("0,85 × 40 + 66", "80,0 %", "sebaran F"):
            assert step in page, (user.username, step)


def test_other_regions_and_other_pics_see_nothing(offices: Offices) -> None:
    here = offices.lowest.pk
    assert signed_in(offices.world.stranger).get(f"/kepatuhan/tempat/{here}/").status_code == 404
    assert signed_in(offices.best_pic).get(f"/pic/tempat/{here}/kepatuhan/").status_code == 404
    assert signed_in(offices.best_pic).get(f"/tempat/{here}/hitungan/").status_code == 404


def test_the_coordinator_sees_those_who_need_help_first(offices: Offices) -> None:
    page = signed_in(offices.world.dayu).get("/koordinator/kepatuhan/").content.decode()
    order = [page.index(venue.name) for venue in offices.venues[:4]]
    assert order == sorted(order)
    assert "2 tempat tidak diukur" in page


def test_an_officer_counts_heads_and_the_figure_gets_surer(offices: Offices) -> None:
    venue, world = offices.venues[6], offices.world
    Post.objects.create(user=world.komang, venue=venue)
    before = arithmetic_of(venue)
    client = signed_in(world.komang)
    for back in range(5, 12):
        day = (timezone.localdate() - timedelta(days=back)).isoformat()
        assert client.post(f"/tempat/{venue.pk}/hitungan/", {"day": day, "people": "110"}).status_code == 302
    after = arithmetic_of(venue)
    assert after.high - after.low < before.high - before.low
    assert after.expectation.daily > before.expectation.daily
    assert f"/tempat/{venue.pk}/hitungan/" in client.get("/petugas/").content.decode()
    acts = [entry.act for entry in trail.events_about(subject(venue))]
    assert acts.count("head_count.enter") == 7


@pytest.mark.parametrize(
    ("back", "people", "says"),
    [
        (-1, "50", "belum tiba"),
        (20, "50", "lebih dari dua minggu"),
        (5, "-3", "id_people"),
        (5, "many", "id_people"),
    ],
)
def test_a_head_count_that_cannot_be_says_why(offices: Offices, back: int, people: str, says: str) -> None:
    day = (timezone.localdate() - timedelta(days=back)).isoformat()
    given = {"day": day, "people": people}
    answer = signed_in(offices.low_pic).post(f"/tempat/{offices.lowest.pk}/hitungan/", given)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not HeadCount.objects.exists()


def test_fewer_heads_than_check_ins_are_not_believed(offices: Offices) -> None:
    friday = offices.until
    while friday.weekday() > 4:
        friday -= timedelta(days=1)
    given = {"day": friday.isoformat(), "people": "60"}
    answer = signed_in(offices.best_pic).post(f"/tempat/{offices.best.pk}/hitungan/", given)
    assert answer.status_code == 422
    assert "100 orang tercatat check-in" in answer.content.decode()


def test_who_was_turned_away_or_scanned_twice_for_an_officer_need_not_have_come_in(offices: Offices) -> None:
    friday = offices.until
    while friday.weekday() > 4:
        friday -= timedelta(days=1)
    VenueDay.objects.filter(venue_id=offices.best.pk, day=friday).update(people=112, entered=100)
    given = {"day": friday.isoformat(), "people": "100"}
    answer = signed_in(offices.best_pic).post(f"/tempat/{offices.best.pk}/hitungan/", given)
    assert answer.status_code == 302


def test_a_warning_names_its_rule_is_read_and_can_be_withdrawn(offices: Offices) -> None:
    staff, pic = signed_in(offices.world.dayu), signed_in(offices.low_pic)
    there = f"/kepatuhan/tempat/{offices.lowest.pk}/"
    assert staff.post(f"{there}peringatan/", {"rule": "", "text": "Pasang poster"}).status_code == 422
    staff.post(f"{there}peringatan/", {"rule": "Pergub Bali 46/2020, Pasal 11", "text": "Pasang poster."})
    warning = VenueWarning.objects.get()
    assert Message.objects.filter(about=f"warning:{warning.pk}").count() == 1
    own = f"/pic/tempat/{offices.lowest.pk}/kepatuhan/"
    assert "Pergub Bali 46/2020, Pasal 11" in pic.get(own).content.decode()
    pic.post(f"{own}peringatan/{warning.pk}/")
    warning.refresh_from_db()
    assert warning.seen_at is not None
    staff.post(f"{there}peringatan/{warning.pk}/tarik/", {"reason": ""})
    warning.refresh_from_db()
    assert warning.withdrawn_at is None
    staff.post(f"{there}peringatan/{warning.pk}/tarik/", {"reason": "Poster sudah terpasang"})
    assert "Pergub Bali" not in pic.get(own).content.decode()
    page = staff.get(there).content.decode()
    assert "Poster sudah terpasang" in page
    acts = [entry.act for entry in trail.events_about(subject(offices.lowest))]
    for act in ("venue.warn", "venue.see_warning", "venue.withdraw_warning"):
        assert acts.count(act) == 1
    again = staff.post(f"{there}peringatan/{warning.pk}/tarik/", {"reason": "Poster sudah terpasang"})
    assert again.headers["Location"] == there
    assert Message.objects.filter(about=f"warning:{warning.pk}").count() == 2


def test_nobody_warns_a_place_of_another_region(offices: Offices) -> None:
    there = f"/kepatuhan/tempat/{offices.lowest.pk}/peringatan/"
    given = {"rule": "Pergub", "text": "Pasang"}
    assert signed_in(offices.world.stranger).post(there, given).status_code == 404
    assert signed_in(offices.low_pic).post(there, given).status_code == 403
    assert not VenueWarning.objects.exists()


def test_the_day_to_count_heads_of_is_yesterday_where_the_place_is(world: World) -> None:
    zones = [ZoneInfo(name) for name in ("Pacific/Kiritimati", "Pacific/Pago_Pago")]
    today = {zone.key: timezone.now().astimezone(zone).date() for zone in zones}
    zone, day = next((zone, day) for zone, day in today.items() if day != timezone.localdate())
    Venue.objects.filter(pk=world.desa.pk).update(time_zone=zone)
    page = signed_in(world.putu).get(f"/tempat/{world.desa.pk}/hitungan/").content.decode()
    assert f'value="{day - timedelta(days=1):%Y-%m-%d}"' in page


def test_holidays_are_entered_taken_back_and_imported(world: World) -> None:
    client = signed_in(world.dayu)
    given = {
        "day": "2027-01-20",
        "name": "Odalan Pura Desa",
        "region": "51.04.01",
        "closes": "offices",
        "source": "Surat desa adat 3/2027",
    }
    assert client.post("/kepatuhan/libur/", given).status_code == 302
    assert client.post("/kepatuhan/libur/", given).status_code == 422
    holiday = Holiday.objects.get()
    assert "Odalan Pura Desa" in client.get("/kepatuhan/libur/").content.decode()
    assert "Odalan" not in signed_in(world.stranger).get("/kepatuhan/libur/").content.decode()
    assert signed_in(world.stranger).post(f"/kepatuhan/libur/{holiday.pk}/hapus/").status_code == 404
    client.post(f"/kepatuhan/libur/{holiday.pk}/hapus/")
    assert not Holiday.objects.exists()


def test_long_after_a_day_only_a_reviewer_makes_it_a_holiday_and_the_list_says_so(world: World) -> None:
    """Dayu coordinates and answers for a week; Agus, who ranks, for every day."""
    dayu, agus, path = signed_in(world.dayu), signed_in(world.agus), "/kepatuhan/libur/"
    late, early = (timezone.localdate() - timedelta(days=days) for days in (8, 7))
    given = {"name": "Odalan", "region": "51.04", "closes": "offices", "source": "SE 3"}
    answer = dayu.post(path, {**given, "day": late.isoformat()})
    assert answer.status_code == 422
    assert 'id="id_day_error"' in answer.content.decode()
    table = HOLIDAY_HEAD + f"{late},51.04,A,offices,X\n{early},51.04,B,offices,X\n".encode()
    file = SimpleUploadedFile("libur.csv", table)
    said = dayu.post(f"{path}tabel/", {"file": file}, follow=True).content.decode()
    assert "Dari hari yang sudah lama lewat, dilewatkan: 1. Hari libur dapat dimasukkan" in said
    assert [each.day for each in Holiday.objects.all()] == [early]
    assert agus.post(path, {**given, "day": late.isoformat()}).status_code == 302
    entered = Holiday.objects.get(day=late)
    page = dayu.get(path).content.decode()
    assert f"oleh {world.agus.name}" in page
    assert f"{path}{entered.pk}/hapus/" not in page
    said = dayu.post(f"{path}{entered.pk}/hapus/", follow=True).content.decode()
    assert "mintalah kepada peninjau" in said
    assert Holiday.objects.filter(pk=entered.pk).exists()
    agus.post(f"{path}{entered.pk}/hapus/")
    assert not Holiday.objects.filter(pk=entered.pk).exists()


def test_a_holiday_entered_in_time_is_not_said_to_be_late(world: World) -> None:
    Holiday.objects.create(
        day=timezone.localdate(), region=world.gianyar, name="A", source="X", entered_by="x"
    )
    assert "sesudahnya, pada" not in signed_in(world.dayu).get("/kepatuhan/libur/").content.decode()


def test_a_draft_says_which_holidays_it_does_not_know(offices: Offices) -> None:
    client, ranking = signed_in(offices.world.agus), drafted(offices)
    page = f"/verifikasi/kepatuhan/{ranking.pk}/"
    assert "belum diperhitungkan" not in client.get(page).content.decode()
    before = entry_of(ranking, offices.lowest).arithmetic
    for day, region in ((offices.since, "51.04"), (offices.since, "51.03"), (timezone.localdate(), "51.04")):
        given = {"day": day.isoformat(), "name": f"A {day}", "closes": "offices", "source": "SE"}
        client.post("/kepatuhan/libur/", {**given, "region": region})
    assert "1 hari libur pada hari-harinya dimasukkan" in client.get(page).content.decode()
    assert entry_of(ranking, offices.lowest).arithmetic == before
    client.post(f"{page}buang/", {"reason": "Hari libur"})
    assert "belum diperhitungkan" not in client.get(page).content.decode()


def test_a_coordinator_enters_no_holiday_of_another_region(world: World) -> None:
    table = b"day,region,name,closes,source\n2027-01-20,51.04,A,offices,X\n2027-01-21,51.03,B,offices,X\n"
    file = SimpleUploadedFile("libur.csv", table)
    signed_in(world.dayu).post("/kepatuhan/libur/tabel/", {"file": file})
    assert [each.region_id for each in Holiday.objects.all()] == ["51.04"]


def test_a_broken_table_is_refused_whole_and_says_where(world: World) -> None:
    table = b"day,region,name,closes,source\n2027-01-20,51.04,A,offices,X\nyesterday,51.04,B,offices,X\n"
    answer = signed_in(world.dayu).post(
        "/kepatuhan/libur/tabel/", {"file": SimpleUploadedFile("libur.csv", table)}
    )
    assert answer.status_code == 422
    assert "Baris 3" in answer.content.decode()
    assert not Holiday.objects.exists()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"day,region,name,closes\n", "Kolomnya day,region,name,closes,source; yang tidak ada: source."),
        (HOLIDAY_HEAD + b"2027-01-20,51.04,Caf\xe9,offices,X\n", "Berkas ini bukan teks UTF-8"),
        (HOLIDAY_HEAD + b"kemarin,51.04,A,offices,X\n", "Baris 2: “kemarin” bukan tanggal"),
        (HOLIDAY_HEAD + b"2027-01-20,51.04,A,shops,X\n", "Baris 2: isi kolom “closes”"),
        (HOLIDAY_HEAD + b"2027-01-20,51.04,,offices,X\n", "Baris 2: kolom “name” berisi 1 sampai 120"),
        (HOLIDAY_HEAD + b"2027-01-20,51.04,A\x07,offices,X\n", "Baris 2: kolom “name” memuat karakter"),
        (HOLIDAY_HEAD + b"2027-01-20,51.04," + b"A" * 140_000, "Baris 2 tidak dapat dibaca sebagai CSV"),
    ],
)
def test_what_is_wrong_with_a_table_is_said_in_the_language_of_the_page(
    world: World, table: bytes, said: str
) -> None:
    file = SimpleUploadedFile("libur.csv", table)
    page = signed_in(world.dayu).post("/kepatuhan/libur/tabel/", {"file": file}).content.decode()
    assert said in page


def test_the_shipped_holidays_go_in_once(world: World) -> None:
    first, second = (import_holidays(rows=shipped(), by=trail.COMMAND) for _ in range(2))
    assert (first.added, second.added) == (len(shipped()), 0)
    assert second.known == first.added


def test_a_holiday_of_the_province_closes_offices_of_its_villages(offices: Offices) -> None:
    before = arithmetic_of(offices.venues[6])
    day = offices.until
    while day.weekday() > 4:
        day -= timedelta(days=1)
    client = signed_in(offices.world.agus)
    given = {"day": day.isoformat(), "name": "Galungan", "region": "51", "closes": "offices", "source": "SE"}
    assert client.post("/kepatuhan/libur/", given).status_code == 302
    assert arithmetic_of(offices.venues[6]).open_days == before.open_days - 1
