"""The figures of a region go as files, day by day, to those whose region it is."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.oversight.weeks import counted
from tests.oversight.world import World, signed_in
from tests.registration.coordinator import read_xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def used(world: World) -> World:
    """Two days of Sukawati."""
    counted(timezone.localdate() - timedelta(days=1), admit=100, verify=5, refuse=1)
    counted(timezone.localdate(), admit=40)
    return world


def test_by_kind_and_by_region(used: World) -> None:
    client = signed_in(used.dayu)
    answer = client.get("/angka/wilayah.csv", headers={"accept-language": "en"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert [(row["Kecamatan"], row["Check-ins"], row["Refused"]) for row in rows] == [
        ("Sukawati", "106", "1"),
        ("Sukawati", "40", "0"),
    ]
    book = client.get("/angka/angka.xlsx").content
    assert [row[1] for row in read_xlsx(book)][1:] == ["kantor_desa", "kantor_desa"]
    assert len(read_xlsx(book, 1)) == 3
    page = client.get("/koordinator/angka/").content.decode()
    assert "/angka/angka.xlsx?wilayah=51.04" in page


def test_a_file_holds_the_days_of_the_regions_page(used: World) -> None:
    eastern = timezone.localdate() + timedelta(days=1)
    counted(eastern, admit=7)
    rows = list(csv.reader(io.StringIO(signed_in(used.agus).get("/angka/jenis.csv").content.decode())))
    assert eastern.isoformat() not in [row[0] for row in rows]
    assert len(rows) == 3


def test_another_region_and_another_file_do_not_exist(used: World) -> None:
    assert signed_in(used.stranger).get("/angka/jenis.csv?wilayah=51.04").status_code == 404
    assert signed_in(used.dayu).get("/angka/jenis.csv?wilayah=51.03").status_code == 404
    assert signed_in(used.putu).get("/angka/jenis.csv").status_code == 403
    for path in ("angka.csv", "jenis.xlsx", "x.csv", "jenis.pdf"):
        assert signed_in(used.dayu).get(f"/angka/{path}").status_code == 404
