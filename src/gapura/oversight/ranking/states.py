"""The one table of a ranking's states: which moves there are, and who makes them.

Acts move rankings by these moves only, and a trigger in the database refuses every other change of state.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

SHOWN_FOR = timedelta(days=30)
"""How long a published ranking stays among the current ones before it is archived."""

TERM_DAYS = (3, 30)
"""The fewest and most days in which those concerned can reply."""


class State(models.TextChoices):
    """Where a ranking stands."""

    PREPARING = "preparing", _("being worked out")
    DRAFT = "draft", _("draft")
    NOTICE = "notice", _("open for replies")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")
    DISCARDED = "discarded", _("discarded")


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
        _move("freeze", (State.PREPARING,), State.DRAFT, "the job that works it out"),
        _move("notify", (State.DRAFT,), State.NOTICE, "reviewer"),
        _move("publish", (State.NOTICE,), State.PUBLISHED, "reviewer, once everybody was heard"),
        _move("archive", (State.PUBLISHED,), State.ARCHIVED, "reviewer, or time"),
        _move("discard", (State.PREPARING, State.DRAFT, State.NOTICE), State.DISCARDED, "reviewer"),
    )
}

FIRST = State.PREPARING
PUBLIC = frozenset({State.PUBLISHED, State.ARCHIVED})
"""What anybody may see; all else only its reviewers, and of a notice each place its own row."""


class MoveError(Exception):
    """The ranking is not where this move begins: somebody was faster, or it is over."""

    def __init__(self, move: str, state: str) -> None:
        super().__init__(f"{move} is not possible while the ranking is {state}")
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
    lines = ["stateDiagram-v2", f"    [*] --> {FIRST}: draft"]
    for move in MOVES.values():
        lines += [f"    {source} --> {move.target}: {move.name}" for source in sorted(move.sources)]
    ended = sorted(frozenset(State) - {source for move in MOVES.values() for source in move.sources})
    lines += [f"    {state} --> [*]" for state in ended]
    return "\n".join(lines) + "\n"
