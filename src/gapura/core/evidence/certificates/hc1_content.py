"""What an HC1 certificate says: one vaccination, one test or one recovery of somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final, Literal

from gapura.core.codes import cbor
from gapura.core.evidence import products
from gapura.core.evidence.certificates import strict
from gapura.core.evidence.certificates.model import CertificateError, Content, Subject
from gapura.core.evidence.model import Dose, Evidence, Recovery, Test

COVID_19: Final = "840539006"
MOST_DOSES: Final = 20
_MOST_ENTRIES: Final = 5
_KINDS: Final[dict[str, Literal["pcr", "antigen"]]] = {"LP6464-4": "pcr", "LP217198-3": "antigen"}
_RESULTS: Final[dict[str, Literal["positive", "negative"]]] = {
    "260373001": "positive",
    "260415000": "negative",
}
_CONTENTS: Final[dict[str, Content]] = {"v": "vaccination", "t": "test", "r": "recovery"}
_FARTHEST_ZONE: Final = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Stated:
    """What was stated; the days from and until which a recovery counts as whole days anywhere on earth."""

    id: str
    subject: Subject
    contents: frozenset[Content]
    evidence: Evidence
    earlier_doses: int = 0
    valid_from: datetime | None = None
    expires_at: datetime | None = None


def read(health: dict[str, Any]) -> Stated:
    """The one entry of a certificate; CertificateError."""
    entries = [
        (key, strict.mapping(entry))
        for key in _CONTENTS
        for entry in strict.listed(health.get(key), most=_MOST_ENTRIES)
    ]
    if len(entries) != 1:
        raise CertificateError("it holds not one vaccination, test or recovery, but none or several")
    key, entry = entries[0]
    if strict.text(entry.get("tg"), most=80).strip() != COVID_19:
        raise CertificateError("it is about another disease than COVID-19")
    common = (
        strict.text(entry.get("ci"), most=200).strip(),
        _subject(health),
        frozenset({_CONTENTS[key]}),
    )
    return {"v": _vaccination, "t": _test, "r": _recovery}[key](common, entry)


Common = tuple[str, Subject, frozenset[Content]]


def _vaccination(common: Common, entry: dict[str, Any]) -> Stated:
    """Earlier doses are told by their number only."""
    number = strict.number(entry.get("dn"), most=MOST_DOSES)
    product = products.named(strict.text(entry.get("mp"), most=80))
    return Stated(
        *common,
        _evidence(lambda: Evidence(doses=(Dose(strict.day(_date(entry.get("dt"))), product),))),
        earlier_doses=max(number - 1, 0),
    )


def _test(common: Common, entry: dict[str, Any]) -> Stated:
    """A test of a kind or with a result that no rule knows is no evidence."""
    kind = _KINDS.get(strict.text(entry.get("tt"), most=80).strip())
    result = _RESULTS.get(strict.text(entry.get("tr"), most=80).strip())
    at = strict.moment(_date(entry.get("sc")))
    if kind is None or result is None:
        return Stated(*common, Evidence())
    return Stated(*common, _evidence(lambda: Evidence(tests=(Test(kind, result, at),))))


def _recovery(common: Common, entry: dict[str, Any]) -> Stated:
    """Recovered on the day from which the certificate holds; the day of the positive test is left out."""
    since, until = strict.day(_date(entry.get("df"))), strict.day(_date(entry.get("du")))
    return Stated(
        *common,
        _evidence(lambda: Evidence(recoveries=(Recovery(since),))),
        valid_from=datetime.combine(since, time(), UTC) - _FARTHEST_ZONE,
        expires_at=datetime.combine(until, time(), UTC) + timedelta(days=1) + _FARTHEST_ZONE,
    )


def _evidence(made: Any) -> Evidence:
    try:
        evidence: Evidence = made()
    except (ValueError, OverflowError) as error:
        raise CertificateError(f"what it says cannot be: {error}") from None
    return evidence


def _subject(health: dict[str, Any]) -> Subject:
    names = strict.mapping(health.get("nam"))
    given, family, plain_given, plain_family = (
        strict.text(names.get(key), most=200, missing=True).strip() for key in ("gn", "fn", "gnt", "fnt")
    )
    name, plain = f"{given} {family}".strip(), f"{plain_given} {plain_family}".strip()
    if not name and not plain:
        raise CertificateError("it does not say whose it is")
    return Subject(name or plain, plain, strict.birth_date(_date(health.get("dob"))))


def _date(value: object) -> object:
    """Some issuers tag their dates as such (tag 0, and 1004 of RFC 8943)."""
    return value.value if isinstance(value, cbor.Tag) and value.number in (0, 1004) else value
