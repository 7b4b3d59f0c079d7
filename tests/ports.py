"""Ports on this machine for what a test starts."""

import random
import socket

OURS = range(15_000, 32_000)
"""Below those that Linux gives to whoever connects somewhere: who stops finds their port free again."""


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens just now, and that nobody is given by chance."""
    while True:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", random.choice(OURS)))
            except OSError:
                continue
            return int(probe.getsockname()[1])
