"""How often a secret of an account may be guessed at, from one address and at one user name.

Whoever is stopped waits a quarter of an hour at most. A stranger's guesses stop nobody else: each address
keeps a few tries of its own at any user name.
"""

from datetime import datetime, timedelta

from gapura.accounts import pacing

WINDOW = timedelta(minutes=15)
PER_ADDRESS = 30
PER_USERNAME = 10
OWN = 3
"""Tries that an address has at one user name, whatever others do."""


class Attempt:
    """One counted try at a kind of secret. `refused_until` is a time where it is one too many."""

    def __init__(self, kind: str, address: str, username: str) -> None:
        self._counts = [
            (f"{kind} from", address),
            (f"{kind} at", username),
            (f"{kind} from and at", f"{address} {username}"),
        ]
        from_here, at_name, both = (pacing.count(*each, within=WINDOW) for each in self._counts)
        self.refused_until: datetime | None = None
        if from_here.number > PER_ADDRESS:
            self.refused_until = from_here.since + WINDOW
        elif at_name.number > PER_USERNAME and both.number > OWN:
            self.refused_until = at_name.since + WINDOW

    def give_back(self) -> None:
        """It was no guess."""
        for each in self._counts:
            pacing.give_back(*each)
