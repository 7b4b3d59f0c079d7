"""A table of states: which moves there are between them, refused elsewhere, drawn for the documentation."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import models

S = TypeVar("S", bound=models.TextChoices)


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """One way from some states to another, and in words who may make it."""

    name: str
    sources: tuple[S, ...]
    target: S
    who: str


class MoveError(Exception):
    """A thing is not where this move begins: somebody was faster, or it is over."""

    def __init__(self, move: str, state: str) -> None:
        super().__init__(f"{move} is not possible while it is {state}")
        self.move = move
        self.state = state


class Moves(Generic[S]):
    """Every move of one kind of thing, from its `first` state, which it reaches by `begun` (for the drawing).

    Acts change a state by these moves only; a trigger in the database knows the same `pairs`.
    """

    def __init__(self, first: S, begun: str, *moves: Move[S]) -> None:
        self.first = first
        self.under_way = frozenset(source for move in moves for source in move.sources)
        self.ended = frozenset(type(first)) - self.under_way
        self._begun = begun
        self._named = {move.name: move for move in moves}

    def __iter__(self) -> Iterator[Move[S]]:
        return iter(self._named.values())

    def __getitem__(self, name: str) -> Move[S]:
        return self._named[name]

    def target_of(self, name: str, state: str) -> S:
        """Where the move leads from a state. Raises MoveError where it does not begin there."""
        move = self[name]
        if state not in move.sources:
            raise MoveError(name, state)
        return move.target

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every change of state that there is, as the database's trigger knows them."""
        for move in self:
            for source in sorted(move.sources):
                yield source.value, move.target.value

    def drawing(self) -> str:
        """The states and moves as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.first}: {self._begun}"]
        for move in self:
            lines += [f"    {source} --> {move.target}: {move.name}" for source in sorted(move.sources)]
        lines += [f"    {state} --> [*]" for state in sorted(self.ended)]
        return "\n".join(lines) + "\n"
