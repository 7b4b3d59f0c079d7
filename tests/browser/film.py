"""What a fake camera sees: a poster held in front of it by an unsteady hand."""

import math
from io import BytesIO
from pathlib import Path

import pypdfium2
import segno
from PIL import Image, ImageFilter

FRAME = (640, 480)
FRAMES = 24
BACKGROUND = (96, 92, 88)


def poster_picture(pdf: bytes) -> Image.Image:
    """The first page of a poster as a printer would put it on paper, 2 dots per point."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture: Image.Image = document[0].render(scale=2).to_pil().convert("RGB")
        return picture
    finally:
        document.close()


def other_code() -> Image.Image:
    """A page with a QR code that is none of ours: a menu, a payment, a link."""
    drawn = BytesIO()
    segno.make("https://example.com/menu?meja=7", error="m").save(drawn, kind="png", scale=12, border=16)
    return Image.open(drawn).convert("RGB")


def blank() -> Image.Image:
    """Nothing but paper."""
    return Image.new("RGB", (480, 640), "white")


def write_film(path: Path, *pictures: Image.Image, tilt: float = 6.0) -> Path:
    """Write a looping film (motion JPEG) of pictures held up in turn, tilting by some degrees."""
    with path.open("wb") as film:
        for page in map(_fitted, pictures):
            for number in range(FRAMES):
                _frame(page, 2 * math.pi * number / FRAMES, tilt).save(film, "JPEG", quality=70)
    return path


def write_photo(path: Path, picture: Image.Image) -> Path:
    """Write one picture of the poster, as the phone's own camera would take it."""
    _frame(_fitted(picture), 0.7, 4).save(path, "JPEG", quality=75)
    return path


def _fitted(picture: Image.Image) -> Image.Image:
    """The picture as wide as the camera's frame is high: an arm's length from a sheet of A4."""
    return picture.resize((FRAME[1], round(picture.height * FRAME[1] / picture.width)))


def _frame(page: Image.Image, phase: float, tilt: float) -> Image.Image:
    frame = Image.new("RGB", FRAME, BACKGROUND)
    tilted = page.rotate(
        tilt * math.sin(phase), resample=Image.Resampling.BICUBIC, expand=True, fillcolor=BACKGROUND
    )
    left = (FRAME[0] - tilted.width) // 2 + round(14 * math.cos(phase))
    top = (FRAME[1] - tilted.height) // 2 + round(10 * math.sin(2 * phase))
    frame.paste(tilted, (left, top))
    return frame.filter(ImageFilter.GaussianBlur(0.9))
