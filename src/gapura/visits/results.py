"""What the result screen says about one visit."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import segno
from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gapura import config
from gapura.core import policy
from gapura.core.codes import proof
from gapura.core.evidence import Evidence, EvidenceError
from gapura.core.policy.describing import Moment, describe
from gapura.people.models import Standing
from gapura.visits import standings
from gapura.visits.history import Entry
from gapura.visits.models import Visit

HEADINGS: dict[str, Promise] = {
    "admit": _("Check-in successful"),
    "verify": _("Show this to an officer"),
    "refuse": _("You cannot go in yet"),
    "full": _("Full"),
}
WORDS: dict[str, Promise] = {
    "green": _("GREEN"),
    "yellow": _("YELLOW"),
    "red": _("RED"),
    "black": _("BLACK"),
}
ENDINGS: dict[str, Promise] = {
    "visitor": _("You checked out."),
    "officer": _("An officer checked you out."),
    "elsewhere": _("Closed because you checked in elsewhere."),
    "limit": _("Closed by itself after the longest stay."),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in words, and the evidence it rests on, a sentence each."""

    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """One visit as its visitor, and an officer looking over their shoulder, must see it."""

    entry: Entry
    zone: ZoneInfo
    now: datetime
    reasons: tuple[Reason, ...]
    rules: str
    proof: str

    @property
    def visit(self) -> Visit:
        """The row."""
        return self.entry.visit

    @property
    def ended(self) -> bool:
        """Whether this can no longer open a door: left, or past the longest stay."""
        return self.visit.left_at is not None or self.visit.limit_at <= self.now

    @property
    def inside(self) -> bool:
        """Whether there is something to check out of."""
        return self.visit.decision == "admit" and not self.ended

    @property
    def look(self) -> str:
        """Which of the screen's looks: ended, full, or the colour."""
        if self.ended:
            return "ended"
        return "full" if self.visit.decision == "full" else self.visit.colour

    @property
    def heading(self) -> Promise:
        """The decision in words."""
        return _("This visit has ended") if self.ended else HEADINGS[self.visit.decision]

    @property
    def word(self) -> Promise:
        """The colour as a word."""
        return WORDS[self.visit.colour]

    @property
    def ending(self) -> Promise | str:
        """How the visit ended."""
        return ENDINGS.get(self.visit.left_by or "", "")

    @property
    def correctable(self) -> bool:
        """Whether the person was held up, so that a human's review must be offered."""
        return self.visit.decision in {"verify", "refuse"}

    @property
    def held_up(self) -> bool:
        """Whether the person was not let straight in."""
        return self.visit.decision != "admit"

    @property
    def proof_words(self) -> str:
        """The end of the proof in two groups, to be compared by eye."""
        return f"{self.proof[-8:-4]} {self.proof[-4:]}"

    @property
    def proof_picture(self) -> str:
        """The proof as a QR code, in an address of its own."""
        return str(segno.make(self.proof, error="m", micro=False).svg_data_uri(scale=4, border=2))


def of(entry: Entry, standing: Standing) -> Result:
    """The result screen of a visit, its reasons told with the evidence kept about the person."""
    zone = ZoneInfo(entry.venue.time_zone if entry.venue else settings.TIME_ZONE)
    visit = entry.visit
    return Result(
        entry=entry,
        zone=zone,
        now=timezone.now(),
        reasons=_reasons(visit, _evidence(standing), zone),
        rules=_rules(visit),
        proof=_proof(visit),
    )


def _evidence(standing: Standing) -> Evidence:
    try:
        return standings.evidence_of(standing)
    except EvidenceError:
        return Evidence()


def _reasons(visit: Visit, evidence: Evidence, zone: ZoneInfo) -> tuple[Reason, ...]:
    moment = Moment(visit.checked_in_at, zone, standings.language())
    return tuple(_reason(visit, code, evidence, moment) for code in visit.reasons.split(",") if code)


def _reason(visit: Visit, code: str, evidence: Evidence, moment: Moment) -> Reason:
    kinds = policy.REASONS[code].rests_on if code in policy.REASONS else ()
    sentences = tuple(sentence for kind in kinds for sentence in describe(evidence, kind, moment))
    return Reason(policy.kept_reason_text(visit.ruleset, code, standings.language()), sentences)


def _rules(visit: Visit) -> str:
    try:
        return policy.get(visit.ruleset).title.in_(standings.language())
    except LookupError:
        return ""


def _proof(visit: Visit) -> str:
    return proof.make(
        config.key_ring().at("proof", visit.checked_in_at),
        visit_id=visit.id,
        venue=visit.number,
        door=visit.door,
        decision=visit.decision,
        colour=visit.colour,
        checked_in_at=int(visit.checked_in_at.timestamp()),
    )
