"""The one table of an application's states: which moves there are, whose turn it is, and for how long.

Acts move applications by these moves only, and a trigger in the database refuses every other change of state.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from gapura.common.moves import Move, Moves


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


_OPEN: Final = (State.SUBMITTED, State.IN_REVIEW, State.QUESTION, State.APPROVED, State.ACTIVATED)

MOVES: Final = Moves(
    State.SUBMITTED,
    "apply",
    Move("take", (State.SUBMITTED,), State.IN_REVIEW, "reviewer"),
    Move("release", (State.IN_REVIEW,), State.SUBMITTED, "the reviewer who took it, or time"),
    Move("ask", (State.IN_REVIEW,), State.QUESTION, "the reviewer who took it"),
    Move("answer", (State.QUESTION,), State.SUBMITTED, "applicant or coordinator"),
    Move("approve", (State.IN_REVIEW,), State.APPROVED, "the reviewer who took it"),
    Move("decline", (State.IN_REVIEW,), State.DECLINED, "the reviewer who took it"),
    Move("activate", (State.APPROVED,), State.ACTIVATED, "PIC"),
    Move("confirm", (State.ACTIVATED,), State.CONFIRMED, "PIC"),
    Move("withdraw", _OPEN, State.WITHDRAWN, "applicant or coordinator"),
    Move("replace", _OPEN, State.REPLACED, "whoever applies again"),
)
UNDER_WAY: Final = MOVES.under_way
ENDED: Final = MOVES.ended

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
