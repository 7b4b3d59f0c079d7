"""Letters and photos as people send them, and as they should not."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

Change = Callable[[PdfWriter], object]


def pdf(pages: int = 1, change: Change | None = None) -> bytes:
    """A sound PDF of so many empty sheets of A4, after `change` was done to it."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if change:
        change(writer)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    """The bytes that a writer writes."""
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(size: tuple[int, int] = (1200, 1600), kind: str = "JPEG", **options: object) -> bytes:
    """A photo of a letter, of so many points, as `kind`."""
    out = BytesIO()
    Image.new("RGB", size, "ivory").save(out, kind, **options)
    return out.getvalue()


def photo_with_position() -> bytes:
    """A photo taken sideways by a phone that writes where it was."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right
    exif[0x010F] = "Telepon Contoh"
    exif.get_ifd(0x8825)[1] = "S"
    return picture((1600, 1200), exif=exif)


def claiming(width: int, height: int) -> bytes:
    """A small PNG that says it has so many points."""
    head = b"IHDR" + struct.pack(">II", width, height)
    body = picture((500, 500), kind="PNG")
    sealed = head + body[24:29]
    return body[:12] + sealed + struct.pack(">I", zlib.crc32(sealed)) + body[33:]


def dictionary(**values: object) -> DictionaryObject:
    """A PDF dictionary; a text that begins with `/` is a name."""
    return DictionaryObject({NameObject(f"/{key}"): _value(value) for key, value in values.items()})


def opening(**action: object) -> Change:
    """A change that does something when the file is opened."""
    return lambda writer: writer.root_object.update(dictionary(OpenAction=dictionary(**action)))


def catalog(**values: object) -> Change:
    """A change of the catalog."""
    return lambda writer: writer.root_object.update(dictionary(**values))


def annotation(**values: object) -> Change:
    """A change that puts something onto the first page."""
    box = ArrayObject([NumberObject(each) for each in (10, 10, 90, 90)])
    return lambda writer: writer.add_annotation(0, dictionary(Type="/Annot", Rect=box, **values))


def unreachable(**values: object) -> Change:
    """A change that hides something where no page leads to."""
    return lambda writer: writer._add_object(dictionary(**values))


def contents(data: bytes, **values: object) -> Change:
    """A change of what the first page draws."""

    def change(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(data)
        stream.update(dictionary(**values))
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)

    return change


def _value(value: object) -> object:
    if isinstance(value, str):
        return NameObject(value) if value.startswith("/") else TextStringObject(value)
    return NumberObject(value) if isinstance(value, int) else value
