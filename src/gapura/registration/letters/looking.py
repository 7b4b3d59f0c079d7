"""Looks into one letter or picture, alone in a process of its own that is stopped when it takes too much.

Run by `checking`, never imported: `python -I looking.py letter|photo < file`. It writes a line of JSON,
either `{"refused": code}` or `{"kind", "content_type", "pages"}`, and after it the bytes to keep.
"""

import json
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NoReturn

import puremagic
from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

CPU_SECONDS = 10
MEMORY = 2**30  # bytes of address space
MOST_PAGES = 20
MOST_OBJECTS = 100_000
MOST_PIXELS = 40_000_000
LEAST_SIDE = 400  # pixels; on less, a letter cannot be read
LONGEST_SIDE = 3_600  # pixels kept: a sheet of A4 at 300 dots an inch
QUALITY = 85

_PICTURES = {"image/jpeg", "image/png", "image/webp"}
_OTHER_PICTURES = {"image/gif", "image/tiff", "image/bmp", "image/avif", "image/svg+xml"}
_BLANK = b"\0\t\n\x0c\r\x1a "

_ACTIONS = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/GoToR": "launch",
    "/GoToE": "launch",
    "/SubmitForm": "form",
    "/ImportData": "form",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/GoTo3DView": "media",
    "/RichMediaExecute": "media",
}
_ANNOTATIONS = {
    "/FileAttachment": "attachment",
    "/RichMedia": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/Screen": "media",
    "/3D": "media",
}
_KEYS = {"/JS": "script", "/JavaScript": "script", "/EmbeddedFiles": "attachment", "/XFA": "form"}
_TRIGGERS = {
    *("/E", "/X", "/D", "/U", "/Fo", "/Bl", "/PO", "/PC", "/PV", "/PI", "/O", "/C"),
    *("/K", "/F", "/V", "/WC", "/WS", "/DS", "/WP", "/DP"),
}


class RefusedError(Exception):
    """The file is not taken; the code says why."""


def main() -> None:
    """Look at what comes in and say what it is, with what there is of it to keep."""
    _stay_small()
    try:
        found, kept = look(sys.stdin.buffer.read(), sys.argv[1])
    except RefusedError as refused:
        found, kept = {"refused": str(refused)}, b""
    except MemoryError:
        found, kept = {"refused": "too_heavy"}, b""
    sys.stdout.buffer.write(json.dumps(found).encode() + b"\n" + kept)


def look(body: bytes, purpose: str) -> tuple[dict[str, Any], bytes]:
    """What the file is and the bytes to keep: a PDF as it is, a picture drawn anew. Raises RefusedError."""
    types = _types(body)
    if "application/pdf" in types:
        if purpose == "photo":
            _refuse("not_a_picture")
        return {"kind": "pdf", "content_type": "application/pdf", "pages": _pages(body)}, body
    if types & _PICTURES:
        return {"kind": "picture", "content_type": "image/jpeg", "pages": 1}, _picture(body)
    return _refuse(_what_else(body, types))


def _stay_small() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _refuse(code: str) -> NoReturn:
    raise RefusedError(code)


def _types(body: bytes) -> set[str]:
    try:
        return {found.mime_type for found in puremagic.magic_string(body)}
    except (puremagic.PureError, ValueError):
        return set()


def _what_else(body: bytes, types: set[str]) -> str:
    if body[4:8] == b"ftyp" and body[8:12] in {b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1"}:
        return "heic"
    if body[:4] == b"PK\x03\x04" or body[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" or body[:5] == b"{\\rtf":
        return "office_document"
    if types & _OTHER_PICTURES:
        return "other_picture"
    return "extra" if b"%PDF-" in body[:1024] else "unknown"


def _pages(body: bytes) -> int:
    """How many pages a sound PDF has that does nothing by itself."""
    _refuse_more_than_a_pdf(body)
    try:
        reader = PdfReader(BytesIO(body), strict=False)
        if reader.is_encrypted:
            _refuse("locked")
        pages = len(reader.pages)
        if not 1 <= pages <= MOST_PAGES:
            _refuse("no_pages" if pages < 1 else "too_many_pages")
        _refuse_what_acts(reader)
        for page in reader.pages:
            contents = page.get_contents()
            if contents is not None:
                contents.get_data()
    except (RefusedError, MemoryError):
        raise
    except Exception:  # a reader of broken files fails in every way there is
        _refuse("broken")
    return pages


def _refuse_more_than_a_pdf(body: bytes) -> None:
    end = body.rfind(b"%%EOF")
    if end < 0:
        _refuse("broken")
    if body[end + 5 :].strip(_BLANK) or zipfile.is_zipfile(BytesIO(body)):
        _refuse("extra")


def _refuse_what_acts(reader: PdfReader) -> None:
    opening = _resolved(reader.root_object.get("/OpenAction"))
    if isinstance(opening, DictionaryObject) and opening.get("/S") != "/GoTo":
        _refuse(_ACTIONS.get(str(opening.get("/S")), "automatic"))
    for found in _dictionaries(reader):
        if code := _acts(found):
            _refuse(code)


def _acts(found: DictionaryObject) -> str | None:
    for key, code in _KEYS.items():
        if key in found:
            return code
    triggers = _resolved(found.get("/AA"))
    if isinstance(triggers, DictionaryObject) and _TRIGGERS & set(triggers):
        return "automatic"
    files = _resolved(found.get("/EF"))
    if isinstance(files, DictionaryObject) and {"/F", "/UF"} & set(files):
        return "attachment"
    if _resolved(found.get("/Type")) == "/EmbeddedFile":
        return "attachment"
    return _ACTIONS.get(_name(found, "/S")) or _ANNOTATIONS.get(_name(found, "/Subtype"))


def _name(found: DictionaryObject, key: str) -> str:
    value = _resolved(found.get(key))
    return value if isinstance(value, str) else ""


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, what no page leads to as well: readers differ in what they reach."""
    numbers = [(number, generation) for generation, each in reader.xref.items() for number in each]
    numbers += [(number, 0) for number in reader.xref_objStm]
    waiting: list[Any] = [IndirectObject(number, generation, reader) for number, generation in numbers]
    waiting.append(reader.trailer)
    seen: set[tuple[int, int]] = set()
    left = MOST_OBJECTS
    while waiting:
        value = waiting.pop()
        left -= 1
        if left < 0:
            _refuse("too_heavy")
        if isinstance(value, IndirectObject):
            key = (value.idnum, value.generation)
            if key not in seen:
                seen.add(key)
                waiting.append(value.get_object())
        elif isinstance(value, DictionaryObject):
            yield value
            waiting.extend(dict.values(value))
        elif isinstance(value, ArrayObject):
            waiting.extend(list.__iter__(value))


def _picture(body: bytes) -> bytes:
    """The picture upright, of a sensible size, and without anything that was hidden in its file."""
    if b"%PDF-" in body[:1024] or zipfile.is_zipfile(BytesIO(body)):
        _refuse("extra")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(BytesIO(body), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                _refuse("too_many_pixels")
            if min(picture.size) < LEAST_SIDE:
                _refuse("too_small")
            return _drawn_anew(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _refuse("too_many_pixels")
    except (RefusedError, MemoryError):
        raise
    except Exception:
        _refuse("broken")


def _drawn_anew(picture: Image.Image) -> bytes:
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clear = upright.convert("RGBA") if upright.has_transparency_data else None
    plain = Image.new("RGB", upright.size, "white")
    plain.paste(clear or upright.convert("RGB"), mask=clear)
    kept = BytesIO()
    plain.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue()


if __name__ == "__main__":
    main()
