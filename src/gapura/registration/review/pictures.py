"""Pictures of a letter's pages, so that a reviewer reads it beside the form without opening the file."""

import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gapura.registration.documents import body_of
from gapura.registration.models import Document

_SECONDS: Final = 15
_AT_ONCE: Final = threading.BoundedSemaphore(2)
_DRAWING: Final = Path(__file__).with_name("drawing.py")


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
    if not _AT_ONCE.acquire(timeout=_SECONDS):
        raise PictureError
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_DRAWING), str(page)],
            input=body,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PictureError from None
    finally:
        _AT_ONCE.release()
    if done.returncode or not done.stdout.startswith(b"\x89PNG"):
        raise PictureError
    return done.stdout
