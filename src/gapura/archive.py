"""A deployment in one file: a tar of a manifest, the key ring and PostgreSQL's own dump."""

import io
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from gapura import __version__
from gapura.core.keys import KeyRing
from gapura.postgres import Binaries, find
from gapura.postgres.binaries import installed

FORMAT = 1
MANIFEST, KEYS, DUMP = "manifest.json", "keys.json", "database.dump"
ASIDE: Final = "gapura_before_restore"
"""The schema in which the old data waits while the new comes in."""


class ArchiveError(Exception):
    """A backup cannot be written or restored; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What made an archive, and when (UTC)."""

    format: int
    version: str
    postgres: int
    made_at: str


def write(file: Path, url: str, keys_file: Path, *, say: Callable[[str], None]) -> int:
    """Dump database and keys into `file`, which appears only when it is whole; gives its size in bytes.

    Raises ArchiveError, and KeyRingError where the key file is no key ring.
    """
    KeyRing.load(keys_file, whole=False)
    major = _server_major(url)
    manifest = Manifest(FORMAT, __version__, major, datetime.now(UTC).isoformat(timespec="seconds"))
    try:
        with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=f".{file.name}.") as scratch:
            _dump(url, major, dump := Path(scratch) / DUMP, say)
            with _private(whole := Path(scratch) / "whole") as target:
                _pack(target, manifest, keys_file, dump)
                target.flush()
                os.fsync(target.fileno())
            size = whole.stat().st_size
            whole.replace(file)
    except OSError as error:
        raise ArchiveError(f"{file} cannot be written: {error.strerror}") from None
    return size


def read(
    file: Path, url: str, keys_file: Path, *, force: bool = False, say: Callable[[str], None]
) -> Manifest:
    """Replace database and keys by what `file` holds.

    Raises ArchiveError for a file that is no backup, one of a newer Gapura, and, without `force`, where the
    database is not empty or other keys would be lost.
    """
    keys_file.parent.mkdir(parents=True, exist_ok=True)  # there is none yet on the machine that replaces one
    with tempfile.TemporaryDirectory(dir=keys_file.parent, prefix=".restore.") as scratch:
        place = Path(scratch)
        manifest = _unpack(file, place)
        KeyRing.load(place / KEYS, whole=False)
        if not force:
            _refuse_to_overwrite(url, keys_file, place / KEYS)
        _load(url, place / DUMP, say)
        if keys_file.exists() and keys_file.read_bytes() != (place / KEYS).read_bytes():
            keys_file.replace(keys_file.with_name(f"{keys_file.name}.before-restore"))
        (place / KEYS).replace(keys_file)
    return manifest


def _pack(target: IO[bytes], manifest: Manifest, keys_file: Path, dump: Path) -> None:
    with tarfile.open(fileobj=target, mode="w") as tar:
        text = json.dumps(asdict(manifest), indent=2).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(text)
        tar.addfile(entry, io.BytesIO(text))
        tar.add(keys_file, KEYS)
        tar.add(dump, DUMP)


def _unpack(file: Path, place: Path) -> Manifest:
    try:
        with tarfile.open(file) as tar:
            manifest = _manifest(_member(tar, MANIFEST).read(65536), file)
            for name in (KEYS, DUMP):
                with _private(place / name) as target:
                    shutil.copyfileobj(_member(tar, name), target)
    except OSError as error:
        raise ArchiveError(f"{file} cannot be read: {error.strerror or error}") from None
    except (tarfile.TarError, KeyError):
        raise ArchiveError(f"{file} is not a whole Gapura backup.") from None
    return manifest


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb")


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    member = tar.extractfile(name)
    if member is None:
        raise KeyError(name)
    return member


def _manifest(text: bytes, file: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads(text))
    except (TypeError, ValueError):
        raise ArchiveError(f"{file} is not a Gapura backup.") from None
    if manifest.format > FORMAT or _release(manifest.version) > _release(__version__):
        raise ArchiveError(
            f"{file} was made by gapura {manifest.version}; this is {__version__}: upgrade first."
        )
    return manifest


def _release(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))


def _refuse_to_overwrite(url: str, keys_file: Path, new_keys: Path) -> None:
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if tables and tables[0]:
        raise ArchiveError("The database is not empty; --force replaces everything in it.")
    if keys_file.exists() and keys_file.read_bytes() != new_keys.read_bytes():
        raise ArchiveError(f"{keys_file} holds other keys; --force puts them aside.")


def _server_major(url: str) -> int:
    try:
        with psycopg.connect(url) as connection:
            return connection.info.server_version // 10000
    except psycopg.OperationalError as error:
        raise ArchiveError(f"The database does not answer: {error}".strip()) from None


def _programs(major: int) -> Binaries:
    """Programs of the server's version or newer: an older pg_dump refuses a newer server."""
    newer = [binaries for binaries in installed() if binaries.major >= major]
    return min(newer, key=lambda binaries: binaries.major) if newer else find(major)


def _dump(url: str, major: int, target: Path, say: Callable[[str], None]) -> None:
    program = _programs(major).tool("pg_dump")
    place, secret = _apart(url)
    arguments = ("--format=custom", "--no-owner", "--no-privileges", f"--file={target}", f"--dbname={place}")
    _run([program, *arguments], secret, target, say)


def _load(url: str, dump: Path, say: Callable[[str], None]) -> None:
    program = _programs(_server_major(url)).tool("pg_restore")
    _run([program, "--list", dump], {}, None, say)
    place, secret = _apart(url)
    arguments = ("--no-owner", "--no-privileges", "--single-transaction", f"--dbname={place}", dump)
    # The old data is put aside until the new is whole: a dump can turn out to be broken at its last byte.
    with psycopg.connect(url, autocommit=True) as connection:
        _put_aside(connection)
        try:
            _run([program, *arguments], secret, None, say)
        except BaseException:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute(f"ALTER SCHEMA {ASIDE} RENAME TO public")
            raise
        connection.execute(f"DROP SCHEMA {ASIDE} CASCADE")


def _put_aside(connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
    """Leave room for the new data; what an interrupted restore put aside stays the old data."""
    with connection.transaction():
        found = connection.execute("SELECT to_regnamespace(%s)", [ASIDE]).fetchone()
        interrupted = found is not None and found[0] is not None
        act = "DROP SCHEMA public CASCADE" if interrupted else f"ALTER SCHEMA public RENAME TO {ASIDE}"
        connection.execute(act)
        connection.execute("CREATE SCHEMA public")


def _apart(url: str) -> tuple[str, dict[str, str]]:
    """Where a database is, and the password as an environment: everybody may read a command line."""
    parts = conninfo_to_dict(url)
    secret = parts.get("password")
    place = make_conninfo("", **{key: str(part) for key, part in parts.items() if key != "password"})
    return place, {"PGPASSWORD": str(secret)} if secret else {}


def _run(
    command: list[str | Path], secret: dict[str, str], grows: Path | None, say: Callable[[str], None]
) -> None:
    """Run a program of PostgreSQL's and say every few seconds how far it is."""
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as words:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=words, stderr=words, env={**os.environ, **secret}
        )
        try:
            while (status := _within(process, 3)) is None:
                size = f", {grows.stat().st_size / 2**20:.0f} MiB" if grows and grows.exists() else ""
                say(f"  {time.monotonic() - began:.0f} s{size} ...")
        finally:  # it does not go on without us where we are asked to stop
            process.terminate()
            process.wait()
        if status:
            words.seek(0)
            raise ArchiveError(f"{Path(command[0]).name} failed: {words.read().strip()[-800:]}")


def _within(process: "subprocess.Popen[bytes]", seconds: float) -> int | None:
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
