"""Ports on this machine for what a test starts."""

import secrets
import socket

CHOICE = range(15_000, 32_000)
"""Below those that the kernel gives to whoever calls somebody: one could be taken until a server begins."""


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens just now."""
    while True:
        port = secrets.choice(CHOICE)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
