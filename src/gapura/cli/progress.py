"""Progress on a terminal: a bar that moves, and steps that say how long they took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 30
EVERY = 0.1  # seconds between two drawings


class Bar:
    """A line such as `visits [#####.....]  9,500 of 19,000`, drawn on stderr while that is a terminal."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._shown = sys.stderr.isatty()
        self._last = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Draw, at most ten times a second and always at the end."""
        now = time.monotonic()
        if not self._shown or (done < total and now - self._last < EVERY):
            return
        self._last = now
        filled = WIDTH * done // max(total, 1)
        line = f"\r{self._label} [{'#' * filled}{'.' * (WIDTH - filled)}] {done:,} of {total:,}"
        sys.stderr.write(line + ("\n" if done >= total else ""))
        sys.stderr.flush()


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is being done, and how many seconds it took."""
    began = time.monotonic()
    print(f"{text} ...", end=" ", flush=True)
    try:
        yield
    except BaseException:
        print("", flush=True)
        raise
    print(f"{time.monotonic() - began:.1f} s", flush=True)
