"""Measure what the processes of a session use, from the kernel's statistics."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

from grader.limits import K, Limits


def youngest(pid: int) -> int:
    """Return the last process of a chain in which each process has one child."""
    return [pid, *_descendants(pid)][-1]


def excess(warm: int, limits: Limits, *, bubble: bool) -> str:
    """Return which limit the session is over, ``processes`` or ``memory``, or an empty string.

    Args:
        warm: the preloaded process that sessions are forked from.
        limits: what the session may use.
        bubble: whether the session's first process has a parent that belongs to the grader.
    """
    session = _descendants(warm)
    if len(session) - bubble > limits.processes:
        return "processes"
    # A cheap upper bound: pages that a process shares with its parent are counted twice.
    if sum(map(_own, session)) <= limits.memory:
        return ""
    return "memory" if _together([warm, *session]) - _own(warm) > limits.memory else ""


def _descendants(pid: int) -> list[int]:
    with suppress(psutil.Error):
        return [process.pid for process in psutil.Process(pid).children(recursive=True)]
    return []


def _own(pid: int) -> int:
    """Return the resident bytes of a process that are not backed by a file on disk."""
    return _read(pid, "status", ("RssAnon:", "RssShmem:"))


def _together(pids: Iterable[int]) -> int:
    """Return the resident bytes of several processes, with each page counted once."""
    return sum(_read(pid, "smaps_rollup", ("Pss_Anon:", "Pss_Shmem:")) for pid in pids)


def _read(pid: int, file: str, wanted: tuple[str, ...]) -> int:
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):  # it has ended
        return 0
    return sum(int(line.split()[1]) * K for line in lines if line.startswith(wanted))
