"""One demo for all tests that leave it as they found it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo.running import Demo, start
from tests.folders import copy, thrown_away


@pytest.fixture(scope="session")
def demo(stopped_demo: Path) -> Iterator[Demo]:
    """A running demo."""
    with thrown_away() as place:
        copy(stopped_demo, place)
        running = start(place)
        try:
            yield running
        finally:
            running.stop()
