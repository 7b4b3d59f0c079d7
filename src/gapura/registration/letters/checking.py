"""Is this file a letter, or a photo, that can be kept? By what it holds, never by what it is called."""

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from gapura.registration.apart import BusyError, Program, TooHeavyError

LARGEST = 5 * 2**20
"""Bytes of a file that are taken."""

_LOOKING: Final = Program(Path(__file__).with_name("looking.py"), seconds=20)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that can be kept: `body` holds a PDF as it came, or a picture drawn anew as JPEG.

    `kind` is `pdf` or `picture`; `name` is the file's name without folders, at most 100 characters, ending as
    the content type says; `sha256` is that of `body`, in hexadecimal.
    """

    kind: str
    content_type: str
    pages: int
    name: str
    body: bytes
    sha256: str


class LetterError(ValueError):
    """The file is not taken; `code` is stable, the message says why and what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(_words(code))
        self.code = code


def check_letter(body: bytes, filename: str = "") -> CheckedFile:
    """A letter as PDF or picture. Raises LetterError; takes at most some seconds and a gigabyte of memory."""
    return _checked(body, filename, "letter")


def check_photo(body: bytes, filename: str = "") -> CheckedFile:
    """A photo of a place, without the position that phones write into it. Raises LetterError."""
    return _checked(body, filename, "photo")


def _checked(body: bytes, filename: str, purpose: str) -> CheckedFile:
    if not body:
        raise LetterError("empty")
    if len(body) > LARGEST:
        raise LetterError("too_large")
    found, kept = _looked_at(body, purpose)
    if "refused" in found:
        raise LetterError(found["refused"])
    return CheckedFile(
        **found, name=_name(filename, found["kind"]), body=kept, sha256=hashlib.sha256(kept).hexdigest()
    )


def _looked_at(body: bytes, purpose: str) -> tuple[dict[str, Any], bytes]:
    """What a process of its own says of the file; whatever the file does to it happens there."""
    try:
        said = _LOOKING.run(purpose, body)
    except BusyError:
        raise LetterError("busy") from None
    except TooHeavyError:
        raise LetterError("too_heavy") from None
    line, _end, kept = said.partition(b"\n")
    return json.loads(line), kept


def _name(filename: str, kind: str) -> str:
    """A name to show and to save under: nothing invisible, no folders, and the ending that is true."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and sign not in '"<>|:*?')
    stem = " ".join(seen.rpartition(".")[0 if "." in seen else 2].split())
    ending = ".pdf" if kind == "pdf" else ".jpg"
    return (stem.strip(". ")[: 100 - len(ending)] or "dokumen") + ending


def _words(code: str) -> str:
    words = {
        "empty": _("This file is empty. Please choose it again."),
        "too_large": _("This file is larger than 5 MB. Scan it in grey, or send a photo of it."),
        "locked": _("This PDF is locked with a password. Save it without one and send it again."),
        "broken": _("This file cannot be opened; it may have been cut short. Save or scan it again."),
        "no_pages": _("This PDF has no pages."),
        "too_many_pages": _("This PDF has more than 20 pages. Send the letter alone."),
        "script": _("This PDF holds a program (JavaScript). Print it to PDF and send that."),
        "launch": _("This PDF opens other files or programs. Print it to PDF and send that."),
        "attachment": _("This PDF holds other files inside. Send the letter alone."),
        "automatic": _("This PDF does something by itself when it is opened. Print it to PDF and send that."),
        "media": _("This PDF holds sound, film or 3D. Print it to PDF and send that."),
        "form": _("This PDF is a form that sends data. Print it to PDF and send that."),
        "heic": _(
            "This is a HEIC photo, which not everybody can open. On an iPhone choose Settings, Camera, "
            "Formats, Most Compatible and take it again; or send a screenshot of it."
        ),
        "office_document": _("This is a document for Word or Excel. Save it as PDF and send that."),
        "other_picture": _("This kind of picture is not taken. Send a JPEG or PNG photo, or a PDF."),
        "not_a_picture": _("A photo is needed here: JPEG, PNG or WebP."),
        "too_many_pixels": _("This picture has more than 40 million points. Send a smaller one."),
        "too_small": _("This picture is too small to be read. Take it again, closer and sharp."),
        "extra": _("Something else is hidden in this file. Print it to PDF or take a photo of it."),
        "too_heavy": _("This file takes too long to open. Print it to PDF or take a photo of it."),
        "busy": _("Many files are being looked at just now. Please try again in a minute."),
    }
    return words.get(code) or _("This is neither a PDF nor a photo. Send the letter as PDF, JPEG or PNG.")
