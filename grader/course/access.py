"""Who else on this computer can read or change a file."""

from __future__ import annotations

import grp
import pwd
from collections.abc import Sequence
from pathlib import Path

READ, WRITE, ENTER = 4, 2, 1


def can_read(path: Path, shared: bool = False) -> bool:
    """Whether an account other than the owner's can read a file, or files of a folder.

    Args:
        path: the file or folder.
        shared: whether the group is meant to have access.
    """
    return bool(_rights(path, shared) & (ENTER if path.is_dir() else READ))


def can_write(path: Path, shared: bool = False) -> bool:
    """Whether an account other than the owner's can put files into a folder.

    Args:
        path: the folder.
        shared: whether the group is meant to have access.
    """
    return _rights(path, shared) & (WRITE | ENTER) == WRITE | ENTER


def _rights(path: Path, shared: bool) -> int:
    """Return the rights of others at a path; none if they cannot enter a folder above it."""
    try:
        here, *above = [_rights_here(p, shared) for p in (path.resolve(), *path.resolve().parents)]
    except OSError:  # it does not exist
        return 0
    return here if all(rights & ENTER for rights in above) else 0


def _rights_here(path: Path, shared: bool) -> int:
    found = path.stat()
    group = 0 if shared or _is_own_group(found.st_gid, found.st_uid) else found.st_mode >> 3
    return (found.st_mode | group) & 7


def _is_own_group(group: int, user: int) -> bool:
    """Whether a group is the private group that many systems make for each account."""
    try:
        return grp.getgrgid(group).gr_name == pwd.getpwuid(user).pw_name
    except KeyError:
        return group == user


def warning(root: Path, read: Sequence[Path], written: Sequence[Path]) -> str | None:
    """Return a warning of what others can do in a course's folder, and how to stop it.

    Args:
        root: the course's folder.
        read: paths that others can read.
        written: folders that others can write to.
    """
    can = []
    if read:
        can.append("read " + " and ".join(_short(path, root) for path in read))
    if written:
        more = f" and {len(written) - 1} more" if len(written) > 1 else ""
        can.append(f"write into {_short(written[0], root)}{more}")
    folders = {root if path.is_relative_to(root) else path.parent for path in (*read, *written)}
    close = " ".join(sorted(map(str, folders)))
    return (
        f"other accounts on this computer can {', and '.join(can)}; run: chmod 700 {close}"
        if can
        else None
    )


def _short(path: Path, root: Path) -> str:
    return str(path.relative_to(root) if path.is_relative_to(root) else path)
