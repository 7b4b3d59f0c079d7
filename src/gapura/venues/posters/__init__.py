"""Posters for doors: rendering only, from plain data, without a database."""

from gapura.venues.posters.archive import zip_posters
from gapura.venues.posters.data import PosterData
from gapura.venues.posters.errors import LongAddressError, PosterError
from gapura.venues.posters.qr import qr_svg
from gapura.venues.posters.render import render_poster, render_posters

__all__ = [
    "LongAddressError",
    "PosterData",
    "PosterError",
    "qr_svg",
    "render_poster",
    "render_posters",
    "zip_posters",
]
