"""What `gapura verify` finds out about a health certificate of another system; no key of ours is needed."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gapura.cli import deployment
from gapura.cli.errors import CommandError
from gapura.cli.import_certificates import read as read_file
from gapura.core.evidence import encode
from gapura.core.evidence.certificates import (
    Certificate,
    CertificateError,
    Signed,
    TrustList,
    judge,
    looks_like_one,
    read,
    revocation_file,
    trust_file,
)

Finding = dict[str, Any]
NOT_GENUINE = {
    "unknown_issuer": "nobody on the trust list has the key that it names",
    "forged": "it was changed, or signed by somebody else than the issuer whose key it names",
}
NOT_IN_FORCE = {
    "not_allowed": "ITS ISSUER MAY NOT SIGN THIS, OR COULD NOT THEN",
    "revoked": "CALLED BACK",
    "expired": "EXPIRED",
    "early": "NOT YET VALID",
}


def finding_of(
    text: str, *, data_dir: Path, trust: Path | None, revocations: Path | None, now: datetime | None = None
) -> Finding | None:
    """What a certificate is worth; None where the text claims to be none. Raises CommandError.

    By the files given; without a trust list's, by the database's lists where there is one.
    """
    if not looks_like_one(text):
        return None
    try:
        signed = read(text)
    except CertificateError as error:
        return {"kind": "unreadable", "words": f"This cannot be read as a health certificate: {error}."}
    if trust is None and (os.environ.get("DATABASE_URL") or (data_dir / "postgres").exists()):
        return _by_database(signed, data_dir)
    found = judge(
        signed,
        _trust_list(trust),
        now=now or datetime.now(UTC),
        is_revoked=_called_back(revocations).__contains__,
    )
    finding = _told(found)
    if trust is None:
        finding["note"] = "no trust list here: give one with --trust FILE"
    return finding


def lines_of(finding: Finding) -> list[str]:
    """The finding as people read it."""
    problem = finding.get("problem")
    if problem in NOT_GENUINE:
        verdict = f"NOT GENUINE: a health certificate, but {NOT_GENUINE[problem]}."
    elif problem:
        verdict = f"GENUINE, BUT {NOT_IN_FORCE[problem]}: health certificate"
    else:
        verdict = "GENUINE: health certificate"
    hidden = {"kind", "genuine", "in_force", "problem"}
    return [
        verdict,
        *(
            f"  {name.replace('_', ' ')}: {_shown(value)}"
            for name, value in finding.items()
            if name not in hidden and value is not None
        ),
    ]


def _by_database(signed: Signed, data_dir: Path) -> Finding:
    with deployment.database(data_dir):
        deployment.start_django()
        from gapura.people.certificates import trust

        finding = _told(trust.judged(signed))
        if not trust.is_anybody_trusted():
            finding["note"] = "no trust list is imported: `gapura import trust FILE` does that"
    return finding


def _trust_list(path: Path | None) -> TrustList:
    if path is None:
        return TrustList()
    try:
        return TrustList(trust_file.read(read_file(path)).keys)
    except trust_file.TrustFileError as error:
        raise CommandError(f"{path}: {error}.", 2) from error


def _called_back(path: Path | None) -> frozenset[bytes]:
    if path is None:
        return frozenset()
    try:
        return frozenset(revocation_file.read(read_file(path)))
    except revocation_file.RevocationFileError as error:
        raise CommandError(f"{path}: {error}.", 2) from error


def _told(certificate: Certificate) -> Finding:
    signed = certificate.signed
    finding: Finding = {
        "kind": "certificate",
        "genuine": certificate.genuine,
        "in_force": certificate.in_force,
        "form": signed.kind,
        "issuer": certificate.signed_by or None,
        "country": certificate.country or None,
        "says_issuer": signed.issuer or None,
        "key": signed.key_id,
        "id": signed.id,
        "revocation_id": signed.revocation_id,
        "revocation_hash": signed.hash.hex(),
        "name": signed.subject.name,
        "birth_date": signed.subject.birth_date or None,
        "contents": sorted(signed.contents),
        "issued_at": _moment(signed.issued_at),
        "valid_from": _moment(signed.valid_from),
        "expires_at": _moment(signed.expires_at),
        "evidence": json.loads(encode(signed.evidence)),
        "earlier_doses": signed.earlier_doses,
    }
    return {**finding, "problem": certificate.problem} if certificate.problem else finding


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _shown(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
