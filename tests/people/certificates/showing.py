"""Certificates of people of the small world, by an issuer who is trusted or not."""

from datetime import UTC, datetime, timedelta
from typing import Any

from gapura.audit.trail import COMMAND
from gapura.core.evidence.certificates import hash_of, trust_file
from gapura.people.certificates import trust
from tests.core.evidence.certificates.issuers import Issuer, recovery, vaccination
from tests.core.evidence.certificates.issuers import test_result as a_test_result

MINISTRY = Issuer()
PLACES = {"v": vaccination, "t": a_test_result, "r": recovery}


def is_trusted(issuer: Issuer = MINISTRY) -> None:
    """Import a trust list with this issuer."""
    trust.import_trust(file=trust_file.read(issuer.trust_file()), by=COMMAND)


def of_ketut(what: str = "v", issuer: Issuer = MINISTRY, days: int = 365, **changes: Any) -> str:
    """A certificate about Ketut; by default of the second of two doses."""
    about = changes.pop("about", {"gn": "I Ketut", "fn": "Ardana", "gnt": "I<KETUT", "fnt": "ARDANA"})
    born = changes.pop("dob", "1985-05-15")
    health = {**PLACES[what](**changes), "nam": about, "dob": born}
    return issuer.hc1(health, issued=datetime.now(UTC) - timedelta(days=1), days=days)


def call_back(*ids: str, source: str = "Kementerian") -> None:
    """Import a list of certificates called back."""
    trust.import_revocations(hashes=[hash_of(each) for each in ids], source=source, by=COMMAND)
