"""A printed poster is read by an independent reader, clean and as phones really see it.

Levels are about half of where the reader first fails, so that they mark real room.
"""

import io
from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageFilter

from gapura.venues.posters import render_poster
from tests.venues.posters.examples import a_poster, picture, qr_picture, texts_read

POSTER = a_poster(domain="checkin.gianyarkab.go.id")
WIDTH = 800
"""Pixels of the page; its QR is then about 290 pixels wide, ten to a module."""


@cache
def _page(width: int = WIDTH) -> Image.Image:
    return picture(render_poster(POSTER, size="A4", language="both"), width=width)


def _assert_read(image: Image.Image) -> None:
    assert texts_read(image) == [POSTER.url]


@pytest.mark.parametrize("size", ["A4", "A3"])
@pytest.mark.parametrize("language", ["id", "en", "both"])
def test_every_kind_of_poster_is_read(size: str, language: str) -> None:
    _assert_read(picture(render_poster(POSTER, size=size, language=language), width=600))  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [400, 250, 170])
def test_it_is_read_from_afar(width: int) -> None:
    _assert_read(_page(width))


@pytest.mark.parametrize("radius", [1, 2, 3, 4])
def test_it_is_read_out_of_focus(radius: int) -> None:
    _assert_read(_page().filter(ImageFilter.GaussianBlur(radius)))


@pytest.mark.parametrize("angle", [7, 45, 90, 200])
def test_it_is_read_with_a_turned_phone(angle: int) -> None:
    _assert_read(_page().rotate(angle, expand=True, fillcolor=180, resample=Image.Resampling.BICUBIC))


@pytest.mark.parametrize("tilt", [0.1, 0.2, 0.25])
def test_it_is_read_at_a_slant(tilt: float) -> None:
    width, height = _page().size
    corners = [(0, 0), (width, tilt * height), (width * (1 - tilt / 2), height * (1 - tilt)), (0, height)]
    _assert_read(_seen_at(_page(), corners))


@pytest.mark.parametrize("contrast", [0.5, 0.3, 0.15])
def test_it_is_read_faded_by_the_sun(contrast: float) -> None:
    _assert_read(_page().point(lambda value: int(150 + (value - 128) * contrast)))


@pytest.mark.parametrize("light", [0.5, 0.3, 0.15])
def test_it_is_read_in_the_dark(light: float) -> None:
    _assert_read(_page().point(lambda value: int(value * light)))


@pytest.mark.parametrize("quality", [30, 10, 5])
def test_it_is_read_through_a_poor_picture(quality: int) -> None:
    squeezed = io.BytesIO()
    _page(400).save(squeezed, "JPEG", quality=quality)
    _assert_read(Image.open(squeezed).convert("L"))


@pytest.mark.parametrize("strength", [20, 50])
def test_it_is_read_through_a_grainy_picture(strength: float) -> None:
    grey = np.asarray(_page(), dtype=float)
    grain = np.random.default_rng(12102021).normal(0, strength, grey.shape)
    _assert_read(Image.fromarray(np.clip(grey + grain, 0, 255).astype(np.uint8)))


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3])
def test_it_is_read_with_a_corner_covered(share: float) -> None:
    code = qr_picture(POSTER.url, width=370)
    quiet, edge = 40, code.width - 40
    covered = edge - int((edge - quiet) * share)
    code.paste(90, (covered, covered, code.width, code.height))
    _assert_read(code)


def test_far_blurred_slanted_and_dim_at_once_it_is_still_read() -> None:
    image = _page(400).filter(ImageFilter.GaussianBlur(1)).rotate(9, expand=True, fillcolor=120)
    _assert_read(image.point(lambda value: int(40 + value * 0.4)))


def test_a_page_without_its_qr_is_not_read() -> None:
    page = _page().copy()
    page.paste(255, (0, int(page.height * 0.15), page.width, int(page.height * 0.6)))
    assert texts_read(page) == []


def _seen_at(image: Image.Image, corners: list[tuple[float, float]]) -> Image.Image:
    """`image` with its corners (from top left, clockwise) moved to `corners`."""
    width, height = image.size
    rows, values = [], []
    for (x, y), (u, v) in zip([(0, 0), (width, 0), (width, height), (0, height)], corners, strict=True):
        rows += [[u, v, 1, 0, 0, 0, -x * u, -x * v], [0, 0, 0, u, v, 1, -y * u, -y * v]]
        values += [x, y]
    coefficients = np.linalg.solve(np.array(rows, dtype=float), np.array(values, dtype=float))
    return image.transform(
        image.size, Image.Transform.PERSPECTIVE, tuple(coefficients), Image.Resampling.BICUBIC, fillcolor=128
    )
