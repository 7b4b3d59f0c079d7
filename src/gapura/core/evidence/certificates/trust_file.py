"""The file of a trust list: read whole or not at all (`docs/reference/trust-list.md`)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from gapura.core.evidence.certificates import public_keys, strict
from gapura.core.evidence.certificates.model import CONTENTS, KINDS, CertificateError, Content, Kind
from gapura.core.evidence.certificates.trust import TrustedKey

FORMAT: Final = "gapura-trust-1"
LARGEST: Final = 8 * 1024 * 1024
MOST_ISSUERS: Final = 2000
MOST_KEYS: Final = 10_000
LONGEST_NAME: Final = 200
LONGEST_KEY_ID: Final = 100
_TOP: Final = frozenset({"format", "source", "issuers"})
_ISSUER: Final = frozenset({"name", "country", "kind", "id", "signs", "keys", "from", "until"})
_KEY: Final = frozenset({"kid", "jwk", "pem", "signs", "from", "until"})


class TrustFileError(ValueError):
    """The file cannot be taken; the message says where (line, issuer, key) and why."""


@dataclass(frozen=True, slots=True)
class TrustFile:
    """What a file holds: who put the list together, and its keys."""

    source: str
    keys: tuple[TrustedKey, ...]


class _Unfit(Exception):
    """A part of the file is not as it must be."""


def read(text: str) -> TrustFile:
    """The trust list in a file's text; TrustFileError."""
    if len(text) > LARGEST:
        raise TrustFileError(f"it is larger than {LARGEST // 1024 // 1024} MiB")
    document = _document(text)
    try:
        _only(document, _TOP)
        if document.get("format") != FORMAT:
            raise _Unfit(f"its format must be {FORMAT!r}")
        source = _text(document, "source", LONGEST_NAME)
        issuers = document.get("issuers")
        if not isinstance(issuers, list) or len(issuers) > MOST_ISSUERS:
            raise _Unfit(f"issuers must be a list of at most {MOST_ISSUERS}")
    except _Unfit as error:
        raise TrustFileError(str(error)) from None
    keys: list[TrustedKey] = []
    for number, issuer in enumerate(issuers):
        try:
            keys += _issuer(issuer)
        except _Unfit as error:
            raise TrustFileError(f"line {_line_of(text, number)}, issuer {number + 1}: {error}") from None
    if len(keys) > MOST_KEYS:
        raise TrustFileError(f"it has more than {MOST_KEYS} keys")
    return TrustFile(source, tuple(keys))


def _document(text: str) -> dict[str, Any]:
    try:
        return strict.json_object(text)
    except CertificateError as error:
        try:
            json.loads(text)
        except json.JSONDecodeError as broken:
            raise TrustFileError(f"line {broken.lineno}: {broken.msg}") from None
        except (ValueError, RecursionError):
            pass
        raise TrustFileError(str(error)) from None


def _issuer(issuer: object) -> Iterator[TrustedKey]:
    given = _only(issuer, _ISSUER)
    kind = given.get("kind")
    if kind not in KINDS:
        raise _Unfit(f"kind must be one of {', '.join(KINDS)}")
    named = _text(given, "id", 500, missing=kind != "shc")
    name, country = _text(given, "name", LONGEST_NAME), _text(given, "country", 2)
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise _Unfit("country must be two capitals (ISO 3166-1)")
    keys = given.get("keys")
    if not isinstance(keys, list) or not keys:
        raise _Unfit("keys must be a list that is not empty")
    for number, each in enumerate(keys, 1):
        try:
            key = _only(each, _KEY)
            read_key = _key(key, kind)
            key_id = _text(key, "kid", LONGEST_KEY_ID, missing=True) or read_key.key_id
            if not key_id:
                raise _Unfit("kid is missing: certificates name the key by it")
            yield TrustedKey(
                kind,
                key_id,
                read_key.public,
                name,
                country,
                named,
                read_key.contents & _signs(given) & _signs(key),
                max(filter(None, (read_key.since, _since(given), _since(key))), default=None),
                min(filter(None, (read_key.until, _until(given), _until(key))), default=None),
            )
        except _Unfit as error:
            raise _Unfit(f"key {number}: {error}") from None


def _key(key: dict[str, Any], kind: Kind) -> public_keys.Read:
    try:
        match key:
            case {"jwk": dict() as jwk} if "pem" not in key:
                return public_keys.from_jwk(jwk)
            case {"pem": str() as pem} if "jwk" not in key:
                return public_keys.from_pem(pem, kind)
    except public_keys.KeyFormError as error:
        raise _Unfit(str(error)) from None
    raise _Unfit("give either jwk or pem")


def _only(value: object, known: frozenset[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Unfit("an object is needed")
    if unknown := sorted(value.keys() - known):
        raise _Unfit(f"{unknown[0][:40]!r} is not known; known are {', '.join(sorted(known))}")
    return value


def _text(given: dict[str, Any], name: str, most: int, *, missing: bool = False) -> str:
    try:
        return strict.text(given.get(name), most=most, missing=missing).strip()
    except CertificateError:
        raise _Unfit(f"{name} must be a text of 1 to {most} characters") from None


def _signs(given: dict[str, Any]) -> frozenset[Content]:
    signs = given.get("signs", list(CONTENTS))
    if not isinstance(signs, list) or not signs or not all(each in CONTENTS for each in signs):
        raise _Unfit(f"signs must be a list of {', '.join(CONTENTS)}")
    return frozenset(signs)


def _since(given: dict[str, Any]) -> datetime | None:
    day = _day(given, "from")
    return None if day is None else datetime.combine(day, time(), UTC)


def _until(given: dict[str, Any]) -> datetime | None:
    """The end of the last day."""
    day = _day(given, "until")
    return None if day is None else datetime.combine(day, time(), UTC) + timedelta(days=1)


def _day(given: dict[str, Any], name: str) -> date | None:
    written = given.get(name)
    if written is None:
        return None
    try:
        if isinstance(written, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", written, re.ASCII):
            return date.fromisoformat(written)
    except ValueError:
        pass
    raise _Unfit(f"{name} must be a day such as 2026-12-31")


def _line_of(text: str, number: int) -> int:
    """The line on which the issuer of that place begins, counted by brackets outside of texts."""
    depth, seen, line = 0, -1, 1
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"|[{}\[\]\n]', text):
        mark = token[0]
        if mark == "\n":
            line += 1
        elif mark in "{[":
            depth += 1
            if depth == 3 and mark == "{":
                seen += 1
                if seen == number:
                    return line
        elif mark in "}]":
            depth -= 1
    return 1
