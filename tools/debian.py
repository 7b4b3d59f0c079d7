"""Installing Debian's or Ubuntu's packages, where we may."""

import os
import shutil
import subprocess
import sys


class CannotInstall(Exception):
    """A package could not be installed; the message says why and what to do."""


def install(*packages: str) -> None:
    """Install packages as root or through password-less sudo. Raises CannotInstall."""
    names = " ".join(packages)
    prefix = _privilege()
    if shutil.which("apt-get") is None:
        raise CannotInstall(f"this is no Debian or Ubuntu; install what corresponds to {names}")
    if prefix is None:
        raise CannotInstall(f"only root may install it: apt-get install {names}")
    print(f"  installing {names} ...", file=sys.stderr, flush=True)
    command = [*prefix, "apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    if _run(command) and (_run([*prefix, "apt-get", "update", "-q"]) or _run(command)):
        raise CannotInstall(f"apt-get could not install {names}")


def write_as_root(path: str, text: str) -> None:
    """Write a system file, as `install` would. Raises CannotInstall."""
    prefix = _privilege()
    if prefix is None:
        raise CannotInstall(f"only root may write {path}")
    subprocess.run([*prefix, "mkdir", "-p", os.path.dirname(path)], check=True)
    subprocess.run([*prefix, "tee", path], input=text.encode(), stdout=subprocess.DEVNULL, check=True)


def remove_as_root(path: str) -> None:
    """Remove a system file that `write_as_root` wrote."""
    subprocess.run([*(_privilege() or []), "rm", "-f", path], check=True)


def _privilege() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _run(["sudo", "-n", "true"]) == 0:
        return ["sudo", "-n"]
    return None


def _run(command: list[str]) -> int:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    ).returncode
