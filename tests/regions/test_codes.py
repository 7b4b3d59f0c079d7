"""A region's code tells the regions that it lies in."""

import pytest

from gapura.regions.codes import lineage, regency_of


@pytest.mark.parametrize(
    ("code", "regions"),
    [
        ("51.04.01.2001", ["51.04.01.2001", "51.04.01", "51.04", "51", "ID"]),
        ("51", ["51", "ID"]),
        ("ID", ["ID"]),
    ],
)
def test_the_nearest_comes_first_and_the_nation_last(code: str, regions: list[str]) -> None:
    assert lineage(code) == regions


def test_a_village_lies_in_its_regency_and_a_province_in_none() -> None:
    assert [regency_of(code) for code in ("51.04.01.2001", "51.04", "51")] == ["51.04", "51.04", "51"]
