"""The small world of visitors, and a desk that prints passes."""

from tests.people.conftest import deploy, puskesmas, world

__all__ = ["deploy", "puskesmas", "world"]
