"""A reviewer publishes a week; then everybody may have its figures, frozen and without small counts."""

import csv
import io
import json
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from gapura.audit.trail import SYSTEM, events_about
from gapura.oversight.coverage.models import CoverageDay
from gapura.oversight.exports.weeks import Week
from gapura.oversight.open_data.models import Release
from gapura.oversight.open_data.publishing import (
    UnfitReleaseError,
    publish,
    publish_due,
    stop_going_on,
    withdraw,
)
from gapura.oversight.ranking import acts
from gapura.oversight.rollups.models import RegionDay
from gapura.regions.models import Region
from tests.oversight.offices import Offices, drafted
from tests.oversight.weeks import a_week, counted, last_week
from tests.oversight.world import World, signed_in

pytestmark = pytest.mark.django_db
INDEX = "/data/v1/index.json"


@pytest.fixture
def public(world: World) -> World:
    """Gianyar's last week is public."""
    known = {"known": 4, "known_registered": 3, "known_confirmed": 2, "known_live": 1}
    publish_coverage(world, applying=2, registered=3, confirmed=2, live=1, **known)
    return world


def publish_coverage(world: World, **counts: int) -> None:
    """Publish Gianyar's last week, with so many village offices at its end."""
    week = a_week()
    CoverageDay.objects.create(region=world.gianyar, day=week.sunday, category="kantor_desa", **counts)
    publish(region=world.gianyar, week=week, goes_on=False, by=world.agus)


def fetched(address: str, status: int = 200) -> Any:
    answer = Client().get(address)
    assert answer.status_code == status
    return answer.json() if status == 200 else None


def rows_of(address: str) -> list[dict[str, str]]:
    answer = Client().get(address)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_nothing_is_public_before_a_reviewer_says_so(world: World) -> None:
    week = a_week()

    assert fetched(INDEX)["releases"] == []
    for path in (
        f"51.04/weeks/{week.name}.json",
        "51.04/daily.csv",
        "51.04/daily.json",
        "51.04/coverage.csv",
    ):
        fetched(f"/data/v1/{path}", 404)
    assert Client().get("/data/sematan/51.04/harian/").status_code == 404


def test_the_index_leads_to_a_week_with_its_licence_and_publisher(public: World) -> None:
    (release,) = fetched(INDEX)["releases"]
    week = fetched(release["url"].removeprefix("http://127.0.0.1:8000"))

    assert (week["version"], week["licence"]["name"], week["publisher"]) == (1, "CC BY 4.0", "127.0.0.1:8000")
    assert week["region"] == {"code": "51.04", "name": "Gianyar", "level": "regency"}
    assert week["week"] == last_week().name
    monday = week["daily"][0]
    assert (monday["check_ins"], monday["admit"], monday["verify"], monday["refuse"]) == (132, 100, 20, 12)
    assert monday["black"] is None
    assert week["parts"] == [{"code": "51.04.01", "name": "Sukawati", "check_ins": 945}]
    assert week["coverage"]["categories"] == [
        {
            "category": "kantor_desa",
            "known": 4,
            "registered": 3,
            "confirmed": 2,
            "live": 1,
            "known_registered": 3,
            "known_live": 1,
        }
    ]


def test_the_same_as_tables(public: World) -> None:
    days = rows_of("/data/v1/51.04/daily.csv")
    assert [row["check_ins"] for row in days] == ["132", "133", "134", "135", "136", "137", "138"]
    assert list(days[0]) == [
        "region",
        "week",
        "day",
        "check_ins",
        "admit",
        "verify",
        "refuse",
        "full",
        "black",
    ]
    assert days == [
        {key: "" if value is None else str(value) for key, value in row.items()}
        for row in fetched("/data/v1/51.04/daily.json")["rows"]
    ]
    (row,) = rows_of("/data/v1/51.04/coverage.csv")
    assert (row["category"], row["known"], row["live"]) == ("kantor_desa", "4", "1")


def test_a_day_with_few_people_is_not_told_nor_another_that_would_tell_it(world: World) -> None:
    week = last_week()
    for number, day in enumerate(week.days[:5]):
        counted(day, admit=3 if number == 2 else 50 + number)
    publish(region=world.gianyar, week=week, goes_on=False, by=world.agus)

    told = [day["check_ins"] for day in fetched(f"/data/v1/51.04/weeks/{week.name}.json")["daily"]]
    assert told == [None, 51, None, 53, 54, 0, 0]


@pytest.mark.parametrize(
    ("verify", "refuse", "black", "told"),
    [(40, 20, 15, None), (20, 45, 15, None), (40, 45, 11, 11), (40, 30, 30, 30), (40, 30, 3, None)],
)
def test_black_is_not_told_where_it_would_tell_the_few_others(
    world: World, verify: int, refuse: int, black: int, told: int | None
) -> None:
    week = last_week()
    for day in week.days:
        counted(day, admit=100, verify=verify, refuse=refuse, black=black)
    publish(region=world.gianyar, week=week, goes_on=False, by=world.agus)

    monday = fetched(f"/data/v1/51.04/weeks/{week.name}.json")["daily"][0]
    assert (monday["refuse"], monday["black"]) == (refuse, told)


def test_a_published_week_stays_as_it_was_whatever_is_counted_later(public: World) -> None:
    RegionDay.objects.filter(region="51.04").update(check_ins=1)

    assert rows_of("/data/v1/51.04/daily.csv")[0]["check_ins"] == "132"
    release = publish(region=public.gianyar, week=last_week(), goes_on=False, by=public.agus)
    assert Release.objects.get() == release


def test_answers_may_be_kept_and_are_asked_again_cheaply(
    public: World, django_assert_num_queries: Any
) -> None:
    first = Client().get("/data/v1/51.04/daily.csv")
    assert first["Cache-Control"] == "public, max-age=3600"
    assert first["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in first
    with django_assert_num_queries(2):
        again = Client().get("/data/v1/51.04/daily.csv", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304

    withdraw(release=Release.objects.get(), reason="A door was counted twice", by=public.agus)
    gone = Client().get("/data/v1/51.04/daily.csv", headers={"if-none-match": first["ETag"]})
    assert gone.status_code == 404


def test_a_release_is_taken_back_with_a_public_reason(public: World) -> None:
    client = signed_in(public.agus)
    release = Release.objects.get()
    address = f"/verifikasi/data-terbuka/51.04/{release.pk}/tarik/"
    client.post(address, {"reason": "  "})
    assert fetched(INDEX)["withdrawn"] == []
    client.post(address, {"reason": "A door was counted twice"})

    (gone,) = fetched(INDEX)["withdrawn"]
    assert (gone["week"], gone["reason"]) == (last_week().name, "A door was counted twice")
    assert fetched(INDEX)["releases"] == []
    with translation.override("en"):
        assert "taken back" in events_about("region:51.04")[-1].what
    publish(region=public.gianyar, week=last_week(), goes_on=False, by=public.agus)
    assert len(fetched(INDEX)["releases"]) == 1


def test_a_reviewer_publishes_from_the_page(world: World) -> None:
    week = a_week()
    client = signed_in(world.agus)
    page = client.get("/verifikasi/data-terbuka/51.04/", headers={"accept-language": "en"}).content.decode()
    assert page.count("not public") == 2
    client.post(f"/verifikasi/data-terbuka/51.04/{week.name}/terbitkan/", {"goes_on": "1"})

    assert Release.objects.get().goes_on
    page = client.get("/verifikasi/data-terbuka/51.04/", headers={"accept-language": "en"}).content.decode()
    assert "The next weeks are published by themselves" in page
    client.post("/verifikasi/data-terbuka/51.04/berhenti/")
    assert not Release.objects.get().goes_on


@pytest.mark.parametrize("name", ["2021-W99", "x", Week.of(last_week().sunday + timedelta(days=8)).name])
def test_a_week_that_is_not_over_or_is_none_cannot_be_published(world: World, name: str) -> None:
    answer = signed_in(world.agus).post(f"/verifikasi/data-terbuka/51.04/{name}/terbitkan/")
    assert answer.status_code == 404
    assert not Release.objects.exists()


def test_a_week_is_over_when_it_is_where_the_region_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    week = a_week()
    Region.objects.filter(pk=world.gianyar.pk).update(time_zone="Asia/Jakarta")
    monday = datetime.combine(week.sunday + timedelta(days=1), time(0, 30), ZoneInfo("Asia/Makassar"))
    monkeypatch.setattr(timezone, "now", lambda: monday)
    world.gianyar.refresh_from_db()
    with pytest.raises(UnfitReleaseError):
        publish(region=world.gianyar, week=week, goes_on=False, by=world.agus)
    assert publish(region=world.badung, week=week, goes_on=False, by=world.agus).week == week.monday


def test_only_reviewers_publish_and_only_within_their_region(public: World) -> None:
    address = f"/verifikasi/data-terbuka/51.04/{last_week().before.name}/terbitkan/"
    assert signed_in(public.dayu).post(address).status_code == 403
    public.agus.region = public.badung
    public.agus.save()
    client = signed_in(public.agus)
    assert client.post(address).status_code == 404
    assert client.get("/verifikasi/data-terbuka/51.04/").status_code == 404
    release = Release.objects.get()
    for code in ("51.04", "51.03"):
        taken = client.post(f"/verifikasi/data-terbuka/{code}/{release.pk}/tarik/", {"reason": "x"})
        assert taken.status_code == 404
    assert Release.objects.filter(withdrawn_at=None).count() == 1


def test_the_next_week_is_published_by_itself_on_its_wednesday(world: World) -> None:
    week = a_week()
    publish(region=world.gianyar, week=week.before, goes_on=True, by=world.agus)
    tuesday = datetime.combine(week.sunday + timedelta(days=2), time(22), ZoneInfo("Asia/Makassar"))

    assert publish_due(tuesday) == 0
    assert publish_due(tuesday + timedelta(hours=12)) == 1
    assert publish_due(tuesday + timedelta(hours=13)) == 0
    assert [release.published_by for release in Release.objects.all()] == [SYSTEM.actor, world.agus.actor]


def test_a_job_that_was_away_leaves_no_week_out(world: World) -> None:
    week = a_week()
    publish(region=world.gianyar, week=week.before.before, goes_on=True, by=world.agus)
    tuesday = datetime.combine(week.sunday + timedelta(days=2), time(22), ZoneInfo("Asia/Makassar"))
    assert publish_due(tuesday) == 1  # the week before, though the last one is over
    assert publish_due(tuesday) == 0
    assert publish_due(tuesday + timedelta(hours=12)) == 1
    weeks = Release.objects.order_by("week").values_list("week", flat=True)
    assert list(weeks) == [week.before.before.monday, week.before.monday, week.monday]


def test_one_region_that_cannot_be_published_holds_up_no_other(world: World) -> None:
    week = a_week()
    for region in (world.gianyar, world.indonesia):
        publish(region=region, week=week.before, goes_on=True, by=world.agus)
    due = datetime.combine(week.sunday + timedelta(days=4), time(22), ZoneInfo("Asia/Makassar"))
    Region.objects.filter(pk=world.gianyar.pk).update(time_zone="Atlantis/Capital")

    assert publish_due(due) == 1
    assert Release.objects.filter(region=world.indonesia, week=week.monday).exists()


def test_nothing_goes_on_once_stopped_or_after_a_week_was_taken_back(world: World) -> None:
    week = a_week()
    publish(region=world.gianyar, week=week.before, goes_on=True, by=world.agus)
    due = datetime.combine(week.sunday + timedelta(days=4), time(22), ZoneInfo("Asia/Makassar"))
    stop_going_on(region=world.gianyar, by=world.agus)
    assert publish_due(due) == 0

    Release.objects.update(goes_on=True)
    withdraw(release=Release.objects.get(), reason="wrong", by=world.agus)
    assert publish_due(due) == 0
    page = signed_in(world.agus)
    for earlier in (week.before.before, week.before.before.before):
        publish(region=world.gianyar, week=earlier, goes_on=True, by=world.agus)
    assert publish_due(due) == 0
    assert "51.04/berhenti/" not in page.get("/verifikasi/data-terbuka/51.04/").content.decode()
    with pytest.raises(UnfitReleaseError):
        publish(region=world.gianyar, week=Week.of(week.sunday + timedelta(days=8)), goes_on=True, by=SYSTEM)


def test_any_page_may_frame_a_chart_and_no_other_page_of_ours(public: World) -> None:
    for name in ("harian", "cakupan"):
        answer = Client().get(f"/data/sematan/51.04/{name}/")
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer
        assert "Set-Cookie" not in answer
        page = answer.content.decode()
        assert "<script" not in page
        assert "<form" not in page
        assert "<svg" in page
    for path in ("/data/", INDEX, "/"):
        answer = Client().get(path)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


def test_a_chart_speaks_the_language_that_its_address_says(public: World) -> None:
    assert "Check-in di Gianyar" in Client().get("/data/sematan/51.04/harian/").content.decode()
    english = Client().get("/data/sematan/51.04/harian/?bahasa=en").content.decode()
    assert 'lang="en"' in english
    assert "Check-ins in Gianyar" in english
    for path in ("harian/?bahasa=xx", "x/"):
        assert Client().get(f"/data/sematan/51.04/{path}").status_code == 404


def test_a_chart_of_places_in_use_counts_only_those_whose_number_is_known(world: World) -> None:
    known = {"known": 4, "known_registered": 4, "known_confirmed": 4, "known_live": 1}
    publish_coverage(world, applying=0, registered=40, confirmed=40, live=30, **known)
    assert "25 %" in Client().get("/data/sematan/51.04/cakupan/").content.decode()
    (row,) = rows_of("/data/v1/51.04/coverage.csv")
    assert (row["known"], row["live"], row["known_live"]) == ("4", "30", "1")


def test_the_public_page_takes_only_the_releases_that_it_shows(public: World) -> None:
    with CaptureQueriesContext(connection) as seen:
        page = Client().get("/data/").content.decode()
    assert "Gianyar" in page
    releases = [each["sql"] for each in seen if 'FROM "oversight_release"' in each["sql"].split("WHERE")[0]]
    assert releases
    assert all("LIMIT" in each for each in releases)


def test_the_public_page_says_what_there_is_and_how_to_embed_it(public: World) -> None:
    page = Client().get("/data/", headers={"accept-language": "en"}).content.decode()

    assert "/data/v1/51.04/daily.csv" in page
    assert "/data/sematan/51.04/harian/" in page
    assert "CC BY 4.0" in page
    assert 'href="/data/"' in Client().get("/").content.decode()


def test_the_frozen_figures_hold_no_more_than_the_format_says(public: World) -> None:
    figures = Release.objects.get().figures
    assert set(figures) == {"region", "week", "from", "to", "daily", "parts", "coverage"}
    assert "Batubulan" not in json.dumps(figures)


def test_published_rankings_are_in_the_index_and_no_others(offices: Offices) -> None:
    ranking = acts.notify(ranking=drafted(offices), by=offices.world.agus)
    assert fetched(INDEX)["rankings"] == []

    acts.publish(ranking=ranking, by=offices.world.agus, now=ranking.reply_until)
    (listed,) = fetched(INDEX)["rankings"]
    assert listed["region"] == "51.04"
    assert fetched(listed["url"].removeprefix("http://127.0.0.1:8000"))
