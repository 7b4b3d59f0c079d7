"""Pictures of a letter's pages, so that a reviewer reads it beside the form without opening the file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gapura.registration.apart import BusyError, Program, TooHeavyError
from gapura.registration.documents import body_of
from gapura.registration.models import Document

_DRAWING: Final = Program(Path(__file__).with_name("drawing.py"), seconds=15)


class PictureError(Exception):
    """The page cannot be shown as a picture; the file itself can still be downloaded."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was drawn here, with nothing of the sender's in it but what is seen."""

    content_type: str
    body: bytes


def picture_of(document: Document, page: int) -> Picture:
    """One page, counted from 1. Raises PictureError where there is none or it takes too much to draw."""
    if not 1 <= page <= document.pages:
        raise PictureError
    body = body_of(document)
    # Photos and scanned letters were drawn anew as JPEG when they came.
    if document.content_type == "image/jpeg":
        return Picture("image/jpeg", body)
    return Picture("image/png", _drawn(body, page))


def _drawn(body: bytes, page: int) -> bytes:
    try:
        drawn = _DRAWING.run(str(page), body)
    except (BusyError, TooHeavyError):
        raise PictureError from None
    if not drawn.startswith(b"\x89PNG"):
        raise PictureError
    return drawn
