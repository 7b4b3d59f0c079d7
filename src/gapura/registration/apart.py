"""Programs of ours that open a stranger's file, each run in a process of its own."""

import subprocess
import sys
import threading
from pathlib import Path


class BusyError(Exception):
    """Others are being opened; try again in a while."""


class TooHeavyError(Exception):
    """The file takes too long to open, or more than its process may have."""


class Program:
    """A file of Python that reads the stranger's file from its input; two run at once, each for `seconds`."""

    def __init__(self, path: Path, *, seconds: int) -> None:
        self._path = path
        self._seconds = seconds
        self._free = threading.BoundedSemaphore(2)

    def run(self, argument: str, body: bytes) -> bytes:
        """What it writes about the file. Raises BusyError after waiting for its turn, and TooHeavyError."""
        if not self._free.acquire(timeout=self._seconds):
            raise BusyError
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(self._path), argument],
                input=body,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                timeout=self._seconds,
                check=True,
            )
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
            raise TooHeavyError from None
        finally:
            self._free.release()
        return done.stdout
