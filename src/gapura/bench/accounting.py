"""CPU time of a process and all it started, and its memory, from /proc."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_TICK: Final = 1 / os.sysconf("SC_CLK_TCK")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_PARENT, _OWN_USER, _REAPED_SYSTEM = 1, 11, 14  # fields of /proc/PID/stat after the name


def cpu_seconds(pid: int) -> float:
    """Seconds of CPU that a process, its living descendants and those it has outlived have used."""
    stats = _stats()
    if pid not in stats:
        return 0.0
    family = _family(pid, {number: int(fields[_PARENT]) for number, fields in stats.items()})
    ticks = sum(
        sum(int(value) for value in stats[number][_OWN_USER : _REAPED_SYSTEM + 1]) for number in family
    )
    return ticks * _TICK


def _stats() -> dict[int, list[str]]:
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                text = (folder / "stat").read_text()
            except OSError:
                continue
            found[int(folder.name)] = text[text.rindex(")") + 2 :].split()
    return found


def _family(pid: int, parents: dict[int, int]) -> set[int]:
    family = {pid}
    while True:
        more = {child for child, parent in parents.items() if parent in family} - family
        if not more:
            return family
        family |= more


def memory_mb(pid: int) -> float:
    """Resident memory of one process in megabytes; 0 where it is gone."""
    try:
        text = Path(f"/proc/{pid}/statm").read_text()
    except OSError:
        return 0.0
    return round(int(text.split()[1]) * _PAGE / 1e6, 1)


def parent_of(pid: int) -> int | None:
    """The process that started another; None where this machine does not know it."""
    fields = _stats().get(pid)
    return int(fields[_PARENT]) if fields else None
