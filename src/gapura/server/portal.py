"""Django as the server needs it: set up, its static files collected, one ASGI application."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from hashlib import blake2b
from pathlib import Path
from typing import Any

from gapura import __version__, config


def prepare() -> None:
    """Set Django up and collect the static files where they changed since they were last collected."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "gapura.settings"
    import django

    django.setup()
    collect()


def application() -> Callable[..., Any]:
    """Django's ASGI application."""
    from django.core.handlers.asgi import ASGIHandler

    return ASGIHandler()


def collect() -> None:
    """Collect the static files into the data folder unless what lies there is what would be collected.

    One process at a time: Django deletes a file before it writes it anew, and another one would miss it. The
    stamp is written last, so what is killed half-way is collected again.
    """
    from django.core.management import call_command

    place = config.current().data_dir / "static"
    place.mkdir(parents=True, exist_ok=True)
    stamp = place / ".collected"
    wanted = _fingerprint()
    with _alone(place):
        if stamp.exists() and stamp.read_text() == wanted:
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(wanted)


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Keep a folder to this process; the lock ends with the process, however that ends."""
    folder = os.open(place, os.O_RDONLY)
    try:
        flock(folder, LOCK_EX)
        yield
    finally:
        os.close(folder)


def _fingerprint() -> str:
    """What names the version and every static file's path, size and time."""
    from django.contrib.staticfiles.finders import get_finders

    digest = blake2b(__version__.encode(), digest_size=16)
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            facts = os.stat(storage.path(path))
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
