"""QR codes that stay readable when small, blurred or partly covered."""

from __future__ import annotations

import io
from typing import Final

import segno

from gapura.venues.posters.errors import LongAddressError, PosterError

LARGEST_VERSION: Final = 3
LONGEST_ADDRESS: Final = 47
"""Characters of an upper-case address that version 3 holds at level Q (ISO/IEC 18004, table 7)."""

LONGEST_HOST: Final = LONGEST_ADDRESS - len("HTTPS:///C/") - 12
QUIET_MODULES: Final = 4


def qr_svg(url: str) -> str:
    """The QR of an upper-case address as SVG with its quiet zone; `LongAddressError` if too long."""
    return _svg(_make(url))


def text_svg(text: str) -> str:
    """The QR of any text, held in the hand rather than read from afar, as SVG with its quiet zone."""
    return _svg(segno.make_qr(text, error="m"))


def _svg(code: segno.QRCode) -> str:
    out = io.BytesIO()
    code.save(out, kind="svg", border=QUIET_MODULES, light="#fff", xmldecl=False, svgns=True)
    return out.getvalue().decode("utf-8")


def _make(url: str) -> segno.QRCode:
    if not url:
        raise PosterError("there is no address to put into the QR")
    code = segno.make_qr(url, error="q")
    if int(code.version) > LARGEST_VERSION:
        raise LongAddressError(
            f"{url!r} makes the QR too fine to read from afar: an upper-case address has at most"
            f" {LONGEST_ADDRESS} characters, which leaves {LONGEST_HOST} for the domain"
        )
    return code
