"""One batch decided: who goes in, who leaves, what is written. No database here, only what was read from it.

The order of arrival is the order of deciding. Seats that are freed earlier in a batch are free later in it,
and a party that does not fit stands in nobody's way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from gapura.gate.model import Ask, ByOfficer, CheckIn, CheckOut, LeftBy, Outcome, Standing, Visit, spelled
from gapura.gate.problems import Problem
from gapura.gate.screening import Verdict

FULL = "full"
VERIFIED = "verified_by_officer"
Verdicts = Mapping[int, Verdict]


@dataclass(slots=True)
class Known:
    """What was read under lock: people inside by venue, and visits of these people or with these ids."""

    now: int
    inside: dict[str, int]
    visits: Iterable[Visit]
    standings: Mapping[tuple[str, int], Standing]


@dataclass(slots=True)
class Decided:
    """The answers, in the order of the asks, and the rows to write."""

    outcomes: list[Outcome] = field(default_factory=list)
    new: list[Visit] = field(default_factory=list)
    closed: list[Visit] = field(default_factory=list)


def decide(asks: Iterable[Ask], verdicts: Verdicts, known: Known) -> Decided:
    """Decide a batch; `verdicts` are by an ask's place in it, one for every check-in of a known person."""
    return _Batch(known).run(asks, verdicts)


class _Batch:
    """The state of the venues and people as the batch goes on."""

    def __init__(self, known: Known) -> None:
        self._now = known.now
        self._inside = known.inside
        self._standings = known.standings
        self._by_id: dict[str, list[Visit]] = {}
        self._of_person: dict[str, list[Visit]] = {}
        self._open: dict[str, Visit] = {}
        self._new: set[str] = set()
        self._decided = Decided()
        for visit in known.visits:
            self._remember(visit)

    def run(self, asks: Iterable[Ask], verdicts: Verdicts) -> Decided:
        for place, ask in enumerate(asks):
            self._decided.outcomes.append(self._one(ask, verdicts.get(place)))
        return self._decided

    def _one(self, ask: Ask, verdict: Verdict | None) -> Outcome:
        standing = self._standings.get((ask.person_id, ask.device_id))
        if standing is None or not (standing.live or ask.by is not None):
            return Problem("bad-token" if ask.by is None else "unknown-person")
        if isinstance(ask, CheckOut):
            return self._check_out(ask)
        return self._earlier(ask) or self._check_in(ask, verdict)

    def _remember(self, visit: Visit) -> None:
        self._by_id.setdefault(visit.id, []).append(visit)
        self._of_person.setdefault(visit.person_id, []).append(visit)
        if visit.inside:
            self._open[visit.person_id] = visit

    def _earlier(self, ask: CheckIn) -> Outcome | None:
        """The first answer to this id, or what stands against a first one."""
        taken = self._by_id.get(ask.id, ())
        own = next((visit for visit in taken if visit.person_id == ask.person_id), None)
        if own is not None:
            return self._went_in_after_all(ask, own) if _says_otherwise(ask, own) else own
        return Problem("id-reused") if taken else ask.unless_repeated

    def _went_in_after_all(self, ask: CheckIn, own: Visit) -> Outcome | None:
        """The visit under the next id, for whoever went in though the answer, which never arrived, was no.

        Its id is renamed in the ask, so that it is written under the next one where it is not yet.
        """
        ask.uuid = UUID(int=ask.uuid.int + 1)
        ask.id = spelled(ask.uuid.hex)
        return next(
            (visit for visit in self._by_id.get(ask.id, ()) if visit.person_id == ask.person_id), None
        )

    def _check_in(self, ask: CheckIn, verdict: Verdict | None) -> Outcome:
        if verdict is None:
            raise LookupError("a check-in was not screened")
        visit = self._draft(ask, verdict)
        said = None if ask.by is None else _by_officer(visit, ask.by)
        if visit.decision == "admit":
            self._admit(visit, went_in=said is not None)
        visit.occupancy = self._inside[visit.venue_id]
        self._new.add(visit.id)
        self._remember(visit)
        self._decided.new.append(visit)
        return visit

    def _draft(self, ask: CheckIn, verdict: Verdict) -> Visit:
        at = self._now if ask.at is None else ask.at
        venue = ask.venue
        return Visit(
            ask.id,
            venue.id,
            ask.person_id,
            venue.number,
            ask.door,
            ask.companions,
            verdict.colour,
            verdict.decision,
            verdict.ruleset,
            ",".join(verdict.reasons),
            0,
            verdict.capacity,
            at,
            at + venue.stay,
            None,
            None,
            None,
            ask.offline,
        )

    def _admit(self, visit: Visit, *, went_in: bool) -> None:
        """Let a party in if it fits or went in long ago, and out of wherever it was."""
        ended = self._already_over(visit)
        if ended is None and not (went_in or self._fits(visit)):
            visit.decision = FULL
            visit.reasons = _first(FULL, visit.reasons)
            return
        self._leave_elsewhere(visit, late=ended is not None)
        if ended is None:
            self._inside[visit.venue_id] += visit.party
        else:
            visit.left_at, visit.left_by = ended
            visit.left_occupancy = self._inside[visit.venue_id]

    def _already_over(self, visit: Visit) -> tuple[int, LeftBy] | None:
        """When and how a visit that a device sends late has ended by now."""
        if not visit.offline:
            return None
        later = [
            other.checked_in_at
            for other in self._of_person.get(visit.person_id, ())
            if other.decision == "admit" and other.checked_in_at > visit.checked_in_at
        ]
        if later and min(later) < visit.limit_at:
            return min(later), "elsewhere"
        return (visit.limit_at, "limit") if visit.limit_at <= self._now else None

    def _fits(self, visit: Visit) -> bool:
        own = self._open.get(visit.person_id)
        freed = own.party if own is not None and own.venue_id == visit.venue_id else 0
        return self._inside[visit.venue_id] - freed + visit.party <= visit.capacity

    def _leave_elsewhere(self, visit: Visit, *, late: bool) -> None:
        """End the open visit, unless `visit` is news from before it."""
        own = self._open.get(visit.person_id)
        if own is not None and not (late and own.checked_in_at > visit.checked_in_at):
            self._close(own, visit.checked_in_at, "elsewhere")

    def _close(self, visit: Visit, at: int, by: LeftBy) -> None:
        """End an open visit; its limit comes first where that has passed."""
        if visit.limit_at <= at:
            at, by = visit.limit_at, "limit"
        self._inside[visit.venue_id] -= visit.party
        self._open.pop(visit.person_id, None)
        visit.left_at = max(at, visit.checked_in_at)
        visit.left_by = by
        visit.left_occupancy = self._inside[visit.venue_id]
        if visit.id not in self._new:
            self._decided.closed.append(visit)

    def _check_out(self, ask: CheckOut) -> Outcome:
        visit = self._meant(ask)
        if visit is None or visit.decision != "admit":
            return Problem("no-open-visit")
        by: LeftBy = "visitor" if ask.by is None else "officer"
        if visit.left_at is None:
            if ask.by is not None and ask.by.within is not None and self._age(visit) > ask.by.within:
                return Problem("too-late")
            self._close(visit, self._now if ask.at is None else ask.at, by)
        elif self._left_before_its_limit(visit, ask):
            visit.left_at, visit.left_by = max(ask.at or 0, visit.checked_in_at), by
        return visit

    def _age(self, visit: Visit) -> int:
        return self._now - visit.checked_in_at

    def _left_before_its_limit(self, visit: Visit, ask: CheckOut) -> bool:
        """Whether the same news tells of an arrival long ago and of a leaving before its limit."""
        late = visit.id in self._new and visit.left_by == "limit" and visit.left_at is not None
        return late and ask.at is not None and ask.at < (visit.left_at or 0)

    def _meant(self, ask: CheckOut) -> Visit | None:
        """The visit that a check-out ends: the named one, else the newest at the venue begun before it.

        An id made before a visit began cannot mean that visit: a check-out that was delayed on its way does
        not end a later one.
        """
        own = self._of_person.get(ask.person_id, ())
        if ask.visit_id is not None:
            named = next((visit for visit in own if visit.id == ask.visit_id), None)
            # An officer lets people out of the own place only; a visitor names no place with a visit.
            elsewhere = named is not None and ask.by is not None and named.venue_id != ask.venue_id
            return None if elsewhere else named
        here = [
            visit
            for visit in own
            if visit.venue_id == ask.venue_id and visit.decision == "admit" and visit.id <= ask.id
        ]
        return max(here, key=lambda visit: visit.id, default=None)


def _by_officer(visit: Visit, by: ByOfficer) -> str | None:
    """Put into a draft what the officer saw and, of late news, what happened at the door, which stands."""
    if by.verified and visit.decision == "verify":
        visit.decision, visit.reasons = "admit", _first(VERIFIED, visit.reasons)
    if by.said is not None:
        visit.decision = by.said
        visit.reasons = _first(FULL, visit.reasons) if by.said == FULL else visit.reasons
    return by.said


def _first(reason: str, others: str) -> str:
    return f"{reason},{others}" if others else reason


def _says_otherwise(ask: CheckIn, own: Visit) -> bool:
    """Whether an officer's device let somebody in by itself after the gate had said no, unheard."""
    return ask.by is not None and ask.by.said == "admit" and own.decision != "admit"
