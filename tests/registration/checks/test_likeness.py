"""Which names are of one place."""

import csv
from itertools import combinations

import pytest

from gapura.registration.checks.likeness import ALIKE, likeness
from tests.conftest import ROOT

OFFICES = ROOT / "src/gapura/demo/data/gianyar_offices.csv"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kantor Desa Batubulan", "Ktr. Ds. BATUBULAN"),
        ("Kantor Perbekel Desa Batubulan", "kantor desa batubulan"),
        ("Kantor Desa Batubulan", "Kantor Desa Batu Bulan"),
        ("Kantor Desa Batubulan", "Kantor Desa Batubualn"),
        ("RSUD Sanjiwani", "Rumah Sakit Umum Daerah Sanjiwani"),
        ("Puskesmas Ubud I", "PKM Ubud I"),
        ("Dinas Perhubungan Kabupaten Gianyar", "Dinas Perhubungan Gianyar"),
    ],
)
def test_one_place_is_known_under_its_other_spellings(one: str, other: str) -> None:
    assert likeness(one, other) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Puskesmas Ubud I", "Puskesmas Ubud II"),
        ("SD Negeri 1 Batubulan", "SD Negeri 11 Batubulan"),
        ("Kantor Desa Batubulan", "Kantor Desa Batubulan Kangin"),
        ("Kantor Desa Batuan", "Kantor Desa Batuan Kaler"),
        ("Dinas Kesehatan", "Dinas Pendidikan"),
    ],
)
def test_two_places_stay_two(one: str, other: str) -> None:
    assert likeness(one, other) < ALIKE


def test_the_offices_of_gianyar_are_not_taken_for_each_other() -> None:
    with OFFICES.open(encoding="utf-8") as file:
        offices = list(csv.DictReader(file))
    alike = [
        (one["name"], other["name"])
        for one, other in combinations(offices, 2)
        if one["category"] == other["category"]
        and one["kecamatan"] == other["kecamatan"]
        and likeness(one["name"], other["name"]) >= ALIKE
    ]

    assert alike == []
