"""What a bench says when it cannot be done."""


class BenchError(Exception):
    """The message says why."""
