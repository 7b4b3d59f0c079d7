"""One office's poster as data, and PDF pages as pictures."""

from datetime import UTC, datetime

import numpy as np
import pypdfium2 as pdfium
import typst
import zxingcpp
from PIL import Image

from gapura.core.codes.venue_code import make, poster_url
from gapura.core.keys import Key
from gapura.venues.posters import PosterData, qr_svg

KEY = Key(1, bytes(range(32)), datetime(2021, 10, 12, tzinfo=UTC))


def a_poster(number: int = 189, door_number: int = 1, **changes: str) -> PosterData:
    """The poster of a village office's door, with `changes`."""
    code = make(number, door_number, KEY)
    domain = changes.get("domain", "gapura.example")
    texts = {
        "office": "Kantor Perbekel Desa Batuan",
        "door": "Pintu utama",
        "place": "Kecamatan Sukawati, Kabupaten Gianyar",
        "url": poster_url(f"https://{domain}", code),
        "code": code,
        "domain": domain,
    }
    return PosterData(**{**texts, **changes})


def picture(pdf: bytes, *, width: int, page: int = 0) -> Image.Image:
    """A page in grey, `width` pixels wide."""
    document = pdfium.PdfDocument(pdf)
    try:
        sheet = document[page]
        image: Image.Image = sheet.render(scale=width / sheet.get_width()).to_pil()
        return image.convert("L")
    finally:
        document.close()


def qr_picture(url: str, *, width: int) -> Image.Image:
    """The QR of a poster with its quiet zone, as it is drawn on one, in grey, `width` pixels wide."""
    page = (
        b"#set page(width: 100pt, height: 100pt, margin: 0pt)\n"
        b'#image(bytes(sys.inputs.qr), format: "svg", width: 100pt)'
    )
    return picture(typst.compile(page, sys_inputs={"qr": qr_svg(url)}), width=width)


def texts_read(image: Image.Image) -> list[str]:
    """What an independent reader finds in `image`."""
    return [found.text for found in zxingcpp.read_barcodes(np.asarray(image.convert("L")))]
