"""What is in a certificate, taken out with its type and size: anything unlike it is a CertificateError."""

from __future__ import annotations

import binascii
import json
import math
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from gapura.core.evidence.certificates.model import CertificateError

LONGEST_TEXT: Final = 64 * 1024
LONGEST_STRING: Final = 1000
_NO_CONTROL: Final = re.compile(r"[^\x00-\x1f\x7f-\x9f]*")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DAY_AND_MORE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.ASCII | re.DOTALL)


def inflated(raw: bytes, *, bare: bool, most: int) -> bytes:
    """What was deflated, `bare` without zlib's head; never more than `most` bytes."""
    reader = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS)
    try:
        made = reader.decompress(raw, most)
    except zlib.error:
        raise CertificateError("its compression is broken") from None
    if not reader.eof:
        raise CertificateError("its compression is cut short, or holds too much")
    if reader.unused_data:
        raise CertificateError("something follows its end")
    return made


def json_object(raw: bytes | str) -> dict[str, Any]:
    """A JSON object in which no key stands twice and every number is one."""
    try:
        made = json.loads(raw, object_pairs_hook=_without_twins, parse_constant=_no_constant)
    except CertificateError:
        raise
    except (ValueError, RecursionError):
        raise CertificateError("it holds no JSON") from None
    return mapping(made)


def base64url(text: str) -> bytes:
    """The bytes of unpadded Base64 for URLs, in its one spelling."""
    if not re.fullmatch(r"[A-Za-z0-9_-]*", text):
        raise CertificateError("a character that does not belong there")
    try:
        made = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise CertificateError("a part of it is cut short") from None
    if urlsafe_b64encode(made).decode().rstrip("=") != text:
        raise CertificateError("a part of it has bits to spare")
    return made


def mapping(value: object) -> dict[Any, Any]:
    """A map."""
    if not isinstance(value, dict):
        raise CertificateError("a part of it has the wrong form")
    return value


def listed(value: object, *, most: int) -> list[Any]:
    """A list; None is an empty one."""
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > most:
        raise CertificateError("a part of it has the wrong form, or is too long")
    return value


def text(value: object, *, most: int = LONGEST_STRING, missing: bool = False) -> str:
    """A text without control characters; empty or None where it may be `missing`."""
    if value is None and missing:
        return ""
    if not isinstance(value, str) or len(value) > most or not _NO_CONTROL.fullmatch(value):
        raise CertificateError("a text in it has the wrong form, or is too long")
    if not (value.strip() or missing):
        raise CertificateError("a text in it is empty")
    if any(0xD800 <= ord(character) < 0xE000 for character in value):
        raise CertificateError("a text in it is none")
    return value


def number(value: object, *, most: int) -> int:
    """A whole number from 0 to `most`."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is not int or not 0 <= value <= most:
        raise CertificateError("a number in it is out of range")
    return value


def instant(value: object) -> datetime | None:
    """The moment of so many Unix seconds; None for None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise CertificateError("a time in it is none")
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value)
    except OverflowError:
        raise CertificateError("a time in it is none") from None


def day(value: object) -> date:
    """The day in a date, or in a date with a time."""
    match = _DAY_AND_MORE.fullmatch(text(value, most=40))
    try:
        return date.fromisoformat(match[1] if match else "")
    except ValueError:
        raise CertificateError("a date in it is none") from None


def moment(value: object) -> datetime:
    """The instant in a date with a time, or where a date begins; UTC where it says no zone."""
    written = text(value, most=40)
    try:
        made = datetime.fromisoformat(written)
        return (made if made.tzinfo else made.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise CertificateError("a time in it is none") from None


def birth_date(value: object) -> str:
    """A birth date without a time of day, perhaps without its day and month; empty where it is none."""
    written = text(value, most=40, missing=True).strip().split("T")[0].replace("-XX", "")
    if re.fullmatch(r"\d{4}(-\d{2})?", written, re.ASCII):
        return written
    try:
        return date.fromisoformat(written).isoformat() if _DATE.fullmatch(written) else ""
    except ValueError:
        return ""


def _without_twins(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    pairs = list(pairs)
    made = dict(pairs)
    if len(made) != len(pairs):
        raise CertificateError("it says a thing twice")
    return made


def _no_constant(_name: str) -> Any:
    raise CertificateError("a number in it is none")
