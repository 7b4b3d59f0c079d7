"""The one table of an application's states: which moves there are, whose turn it is, and for how long.

Acts move applications by these moves only, and a trigger in the database refuses every other change of state.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where an application stands."""

    SUBMITTED = "submitted", _("waiting for review")
    IN_REVIEW = "in_review", _("in review")
    QUESTION = "question", _("a question is open")
    APPROVED = "approved", _("approved, waiting for activation")
    ACTIVATED = "activated", _("activated, waiting for confirmation")
    CONFIRMED = "confirmed", _("registered")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REPLACED = "replaced", _("replaced by a newer application")


class Turn(StrEnum):
    """Who is expected to act next."""

    REVIEWER = "reviewer"
    APPLICANT = "applicant"
    PIC = "pic"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Move:
    """One way from some states to another, and who may make it."""

    name: str
    sources: frozenset[State]
    target: State
    who: str


def _move(name: str, sources: tuple[State, ...], target: State, who: str) -> Move:
    return Move(name, frozenset(sources), target, who)


MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        _move("take", (State.SUBMITTED,), State.IN_REVIEW, "reviewer"),
        _move("release", (State.IN_REVIEW,), State.SUBMITTED, "the reviewer who took it, or time"),
        _move("ask", (State.IN_REVIEW,), State.QUESTION, "the reviewer who took it"),
        _move("answer", (State.QUESTION,), State.SUBMITTED, "applicant or coordinator"),
        _move("approve", (State.IN_REVIEW,), State.APPROVED, "the reviewer who took it"),
        _move("decline", (State.IN_REVIEW,), State.DECLINED, "the reviewer who took it"),
        _move("activate", (State.APPROVED,), State.ACTIVATED, "PIC"),
        _move("confirm", (State.ACTIVATED,), State.CONFIRMED, "PIC"),
        _move(
            "withdraw",
            (State.SUBMITTED, State.IN_REVIEW, State.QUESTION, State.APPROVED, State.ACTIVATED),
            State.WITHDRAWN,
            "applicant or coordinator",
        ),
        _move(
            "replace",
            (State.SUBMITTED, State.IN_REVIEW, State.QUESTION, State.APPROVED, State.ACTIVATED),
            State.REPLACED,
            "whoever applies again",
        ),
    )
}

FIRST = State.SUBMITTED
UNDER_WAY = frozenset(source for move in MOVES.values() for source in move.sources)
ENDED = frozenset(State) - UNDER_WAY

TURNS: dict[State, Turn] = {
    State.SUBMITTED: Turn.REVIEWER,
    State.IN_REVIEW: Turn.REVIEWER,
    State.QUESTION: Turn.APPLICANT,
    State.APPROVED: Turn.PIC,
    State.ACTIVATED: Turn.PIC,
} | dict.fromkeys(ENDED, Turn.NOBODY)


class Step(StrEnum):
    """What happens by itself when a state lasts too long; reviewers hear once a day of all that waits."""

    REMIND = "remind"
    RELEASE = "release"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a state may last: what happens after which time, and when it counts as late."""

    due: timedelta
    steps: tuple[tuple[timedelta, Step], ...]


def _days(*steps: tuple[float, Step]) -> tuple[tuple[timedelta, Step], ...]:
    return tuple((timedelta(days=days), step) for days, step in steps)


PATIENCE: dict[State, Patience] = {
    State.SUBMITTED: Patience(timedelta(days=3), _days((3, Step.ESCALATE))),
    State.IN_REVIEW: Patience(timedelta(days=1), _days((2, Step.RELEASE))),
    State.QUESTION: Patience(
        timedelta(days=14), _days((3, Step.REMIND), (7, Step.REMIND), (14, Step.ESCALATE))
    ),
    # An activation is good for 72 hours: two reminders while it is, then somebody must help.
    State.APPROVED: Patience(
        timedelta(days=3), _days((1, Step.REMIND), (2, Step.REMIND), (3, Step.ESCALATE))
    ),
    State.ACTIVATED: Patience(
        timedelta(days=7), _days((1, Step.REMIND), (3, Step.REMIND), (7, Step.ESCALATE))
    ),
}


class MoveError(Exception):
    """The application is not where this move begins: somebody was faster, or it is over."""

    def __init__(self, move: str, state: str) -> None:
        super().__init__(f"{move} is not possible while the application is {state}")
        self.move = move
        self.state = State(state)


def target_of(name: str, state: str) -> State:
    """Where the move leads from a state. Raises MoveError where there is no such move."""
    move = MOVES[name]
    if state not in move.sources:
        raise MoveError(name, state)
    return move.target


def pairs() -> Iterator[tuple[str, str]]:
    """Every change of state that there is, as the database's trigger knows them."""
    for move in MOVES.values():
        for source in sorted(move.sources):
            yield source.value, move.target.value


def drawing() -> str:
    """The states and moves as a Mermaid state diagram, for the documentation."""
    lines = ["stateDiagram-v2", f"    [*] --> {FIRST}: apply"]
    for move in MOVES.values():
        lines += [f"    {source} --> {move.target}: {move.name}" for source in sorted(move.sources)]
    lines += [f"    {state} --> [*]" for state in sorted(ENDED)]
    return "\n".join(lines) + "\n"
