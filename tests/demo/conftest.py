"""One demo for all tests that leave it as they found it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo.running import Demo, start


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """A running demo."""
    with tempfile.TemporaryDirectory(prefix="gapura-demo-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        place.chmod(0o711)
        running = start(place)
        try:
            yield running
        finally:
            running.stop()
