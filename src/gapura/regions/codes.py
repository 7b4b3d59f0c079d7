"""What the official code of a region tells: the regions that it lies in."""

NATION = "ID"
"""The nation's code, which no other code begins with."""


def lineage(code: str) -> list[str]:
    """A region's own code and those above it, nearest first, the nation's last."""
    parts = code.split(".") if code != NATION else []
    return [*(".".join(parts[:count]) for count in range(len(parts), 0, -1)), NATION]


def regency_of(code: str) -> str:
    """The code of the regency that a region lies in; its own code where it is a larger one."""
    return ".".join(code.split(".")[:2])
