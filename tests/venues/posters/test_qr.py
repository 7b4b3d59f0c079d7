"""QR codes: small enough to stay coarse, and refused with a reason where they could not be."""

import pytest
import segno

from gapura.venues.posters import PosterError, qr_svg
from gapura.venues.posters.qr import LONGEST_ADDRESS, LONGEST_HOST
from tests.venues.posters.examples import a_poster, qr_picture, texts_read

LONGEST = "HTTPS://" + "X" * LONGEST_HOST + "/C/0005X2CFM81M"


def test_the_longest_host_is_what_the_standard_leaves() -> None:
    assert len(LONGEST) == LONGEST_ADDRESS
    assert segno.make_qr(LONGEST, error="q").version == 3
    assert segno.make_qr(LONGEST + "X", error="q").version == 4


def test_an_address_of_the_longest_host_is_read_back() -> None:
    assert texts_read(qr_picture(LONGEST, width=370)) == [LONGEST]


def test_a_longer_address_is_refused_with_the_limit() -> None:
    with pytest.raises(PosterError, match=f"{LONGEST_HOST} for the domain"):
        qr_svg(LONGEST + "X")


def test_an_address_in_lower_case_that_would_need_a_finer_qr_is_refused() -> None:
    with pytest.raises(PosterError, match="upper-case"):
        qr_svg(LONGEST.lower())


def test_no_address_is_refused() -> None:
    with pytest.raises(PosterError, match="no address"):
        qr_svg("")


def test_the_picture_is_a_module_grid_with_four_quiet_modules_around() -> None:
    image = qr_picture(LONGEST, width=(29 + 8) * 5)
    assert image.size == ((29 + 8) * 5, (29 + 8) * 5)
    assert image.point(lambda value: 255 - value).getbbox() == (20, 20, 165, 165)


def test_the_svg_is_drawn_not_pixelled_and_needs_nothing_from_elsewhere() -> None:
    svg = qr_svg(a_poster().url)
    assert svg.startswith("<svg ")
    assert "<path" in svg
    assert "<image" not in svg
    assert "href" not in svg
