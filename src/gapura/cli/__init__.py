"""The `gapura` command."""

import signal
from collections.abc import Sequence

INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and give its exit status: 0 done, 1 failed, 2 used wrongly, 130 interrupted, 143 ended."""
    try:
        from gapura.cli import verbs  # here, because a person may interrupt also while it loads

        return verbs.run(argv)
    except KeyboardInterrupt:
        return INTERRUPTED
