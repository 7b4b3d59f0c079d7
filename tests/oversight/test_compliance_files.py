"""Compliance and rankings as files, for whom their pages are; and what those pages cost."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gapura.accounts.roles import Role
from gapura.oversight.models import Ranking
from gapura.oversight.ranking import acts
from gapura.regions.models import Level, Region
from gapura.venues.models import Post, Venue
from tests.oversight.offices import SHARES, Offices, drafted, entry_of
from tests.oversight.world import signed_in, staff
from tests.registration.coordinator import read_xlsx
from tests.staff import region

Statements = Callable[..., Any]
PLACES = "/koordinator/kepatuhan/tempat"


def rows_of(answer: Any) -> list[dict[str, str]]:
    """A CSV file by its heads."""
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def published(offices: Offices) -> Ranking:
    """A ranking that everybody may see, with one reply."""
    ranking = acts.notify(ranking=drafted(offices), by=offices.world.agus)
    acts.reply(entry=entry_of(ranking, offices.lowest), text="=1+1, kata kami", by=offices.low_pic)
    return acts.publish(ranking=ranking, by=offices.world.agus, now=ranking.reply_until)


def test_a_coordinator_takes_every_place_along(offices: Offices) -> None:
    rows = rows_of(signed_in(offices.world.dayu).get(f"{PLACES}.csv"))
    measured = [row for row in rows if row["Kepatuhan dalam persen"]]
    assert [row["Tempat"] for row in measured] == [venue.name for venue in offices.venues]
    for row, share in zip(measured, SHARES, strict=True):
        assert int(row["Kepatuhan dalam persen"]) == pytest.approx(100 * share, abs=1)
        low, high = int(row["Paling rendah, dalam persen"]), int(row["Paling tinggi, dalam persen"])
        assert low <= int(row["Kepatuhan dalam persen"]) <= high
    left_out = rows[len(measured) :]
    assert len(left_out) == 2
    assert all(row["Tidak diukur karena"] for row in left_out)


def test_the_workbook_says_the_same(offices: Offices) -> None:
    client = signed_in(offices.world.dayu)
    head, *rows = read_xlsx(client.get(f"{PLACES}.xlsx").content)
    told = rows_of(client.get(f"{PLACES}.csv"))
    assert head == list(told[0])
    assert [row[0] for row in rows] == [row["Tempat"] for row in told]
    assert [str(row[2]).removesuffix(".0") for row in rows] == [row["Kepatuhan dalam persen"] for row in told]


def test_only_the_coordinator_of_the_region_gets_its_places(offices: Offices) -> None:
    names = {venue.name for venue in offices.venues}
    elsewhere = rows_of(signed_in(offices.world.stranger).get(f"{PLACES}.csv"))
    assert not names & {row["Tempat"] for row in elsewhere}
    assert signed_in(offices.low_pic).get(f"{PLACES}.csv").status_code == 403
    assert signed_in(offices.world.dayu).get(f"{PLACES}.pdf").status_code == 404


def test_a_coordinator_of_a_kecamatan_sees_its_places_only(offices: Offices) -> None:
    """They are measured beside those of the whole regency all the same."""
    tegallalang = region("51.04.02", "Tegallalang", Level.KECAMATAN, offices.world.gianyar)
    Venue.objects.filter(pk=offices.best.pk).update(region=tegallalang)
    ketut = signed_in(staff("ketut", "Ketut Contoh", Role.COORDINATOR, tegallalang))
    assert [row["Tempat"] for row in rows_of(ketut.get(f"{PLACES}.csv"))] == [offices.best.name]
    page = ketut.get("/koordinator/kepatuhan/").content.decode()
    assert offices.best.name in page
    assert offices.lowest.name not in page


def test_a_coordinator_of_a_province_or_the_nation_measures_one_regency_at_a_time(offices: Offices) -> None:
    for code in ("51", "ID"):
        wide = signed_in(staff(f"luh{code}", "Luh Contoh", Role.COORDINATOR, Region.objects.get(code=code)))
        with CaptureQueriesContext(connection) as asked:
            page = wide.get("/koordinator/kepatuhan/").content.decode()
        assert "oversight_venueday" not in "".join(each["sql"] for each in asked.captured_queries)
        assert offices.best.name not in page
        assert wide.get(f"{PLACES}.csv").status_code == 404
    assert 'href="?wilayah=51#all"' in page
    assert 'href="?wilayah=51.04#all"' in wide.get("/koordinator/kepatuhan/?wilayah=51").content.decode()
    page = wide.get("/koordinator/kepatuhan/?wilayah=51.04").content.decode()
    assert offices.best.name in page
    assert f'href="{PLACES}.csv?wilayah=51.04"' in page
    told = wide.get(f"{PLACES}.csv?wilayah=51.04")
    assert told.content == signed_in(offices.world.dayu).get(f"{PLACES}.csv").content


def test_a_published_ranking_is_a_file_for_everybody(offices: Offices) -> None:
    ranking = published(offices)
    rows = rows_of(Client().get(f"/kepatuhan/{ranking.pk}/peringkat.csv"))
    assert [(row["Sisi"], row["Peringkat"], row["Tempat"]) for row in rows] == [
        (entry.get_side_display(), str(entry.rank), entry.name)
        for side in ("worst", "best")
        for entry in ranking.entries.filter(side=side).order_by("rank", "lot")
    ]
    # A spreadsheet program would run what begins so.
    assert rows[0]["Tanggapan tempat ini"] == "'=1+1, kata kami"
    head, *lines = read_xlsx(Client().get(f"/kepatuhan/{ranking.pk}/peringkat.xlsx").content)
    assert head == list(rows[0])
    assert [line[2] for line in lines] == [row["Tempat"] for row in rows]


def test_a_draft_is_a_file_for_its_reviewer_alone(offices: Offices) -> None:
    ranking = drafted(offices)
    path = f"/verifikasi/kepatuhan/{ranking.pk}/peringkat.csv"
    assert len(rows_of(signed_in(offices.world.agus).get(path))) == ranking.entries.count()
    assert Client().get(f"/kepatuhan/{ranking.pk}/peringkat.csv").status_code == 404
    assert signed_in(offices.world.dayu).get(path).status_code == 403
    assert Client().get(path).status_code in (302, 401, 403)


def pages(offices: Offices) -> dict[str, tuple[Client, str]]:
    """Each page of compliance with who opens it."""
    ranking, world = published(offices), offices.world
    entry = entry_of(ranking, offices.lowest)
    Post.objects.get_or_create(user=offices.low_pic, venue=offices.lowest)
    return {
        "rankings": (Client(), "/kepatuhan/"),
        "ranking": (Client(), f"/kepatuhan/{ranking.pk}/"),
        "entry": (Client(), f"/kepatuhan/{ranking.pk}/{entry.pk}/"),
        "file": (Client(), f"/kepatuhan/{ranking.pk}/peringkat.csv"),
        "metric": (Client(), "/kepatuhan/metrik/compliance-1/"),
        "review": (signed_in(world.agus), "/verifikasi/kepatuhan/"),
        "review one": (signed_in(world.agus), f"/verifikasi/kepatuhan/{ranking.pk}/"),
        "coordinator": (signed_in(world.dayu), "/koordinator/kepatuhan/"),
        "places": (signed_in(world.dayu), f"{PLACES}.csv"),
        "place": (signed_in(world.dayu), f"/kepatuhan/tempat/{offices.lowest.pk}/"),
        "own": (signed_in(offices.low_pic), f"/pic/tempat/{offices.lowest.pk}/kepatuhan/"),
    }


@pytest.mark.parametrize(
    ("page", "statements"),
    [
        ("rankings", 2),
        ("ranking", 2),
        ("entry", 2),
        ("file", 2),
        ("metric", 0),
        ("review", 7),
        ("review one", 10),
        ("coordinator", 15),
        ("places", 13),
        ("place", 17),
        ("own", 14),
    ],
)
def test_a_page_costs_a_fixed_number_of_statements(
    offices: Offices,
    django_assert_num_queries: Statements,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    statements: int,
) -> None:
    monkeypatch.setattr("gapura.common.cache.SWEEP_SHARE", 0)  # one write in a hundred has one more
    client, address = pages(offices)[page]
    cache.clear()  # what was measured is kept for ten minutes; here it is measured
    with django_assert_num_queries(statements):
        assert client.get(address).status_code == 200
