"""What the processes of a session use, as the kernel counts it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

from grader.limits import K, Limits


def youngest(pid: int) -> int:
    """Return the last process of a chain in which each has started one other."""
    return [pid, *_descendants(pid)][-1]


def excess(warm: int, limits: Limits, *, bubble: bool) -> str:
    """Return which limit the session is over, ``processes`` or ``memory``, or an empty string.

    Args:
        warm: the process that sessions are forked from.
        limits: what the session may use.
        bubble: whether the session has a process of the grader's own above its first one.
    """
    session = _descendants(warm)
    if len(session) - bubble > limits.processes:
        return "processes"
    # Cheap, and too much: what a process has from its parent counts for both.
    if sum(map(_own, session)) <= limits.memory:
        return ""
    return "memory" if _together([warm, *session]) - _own(warm) > limits.memory else ""


def _descendants(pid: int) -> list[int]:
    with suppress(psutil.Error):
        return [process.pid for process in psutil.Process(pid).children(recursive=True)]
    return []


def _own(pid: int) -> int:
    """Return the bytes that a process has in memory and that are in no file on a disk."""
    return _read(pid, "status", ("RssAnon:", "RssShmem:"))


def _together(pids: Iterable[int]) -> int:
    """Return the bytes that processes have in memory, each page counted once."""
    return sum(_read(pid, "smaps_rollup", ("Pss_Anon:", "Pss_Shmem:")) for pid in pids)


def _read(pid: int, file: str, wanted: tuple[str, ...]) -> int:
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):  # it has ended
        return 0
    return sum(int(line.split()[1]) * K for line in lines if line.startswith(wanted))
