"""Read the files beside a student's notebooks that are needed to run them: modules and data."""

from __future__ import annotations

import os
from pathlib import Path

from grader.limits import Limits
from grader.submission import plain

_NBGRADERS = {"timestamp.txt", "submission_secret.txt"}


def companions(
    folder: Path, room: int = Limits.beside, *, deep: bool = True
) -> tuple[dict[str, bytes], list[str]]:
    """Read the files beside a student's notebooks, and say which are left out and why.

    No link is followed. Notebooks, nbgrader's own files and hidden files are left out silently.

    Args:
        folder: the folder of the notebooks.
        room: largest total size, in bytes.
        deep: whether to read subfolders, too.

    Returns:
        The files by their path from the folder, and a sentence for each one left out.
    """
    found: dict[str, bytes] = {}
    left_out: list[str] = []
    most = room
    home = plain.home_of(folder)
    if folder.resolve() != home:
        return {}, ["the folder of the submission is a link: only its notebooks are read"]
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith((".", "__pycache__")))
        if not deep:
            folders.clear()
        links = [name for name in folders if Path(place, name).is_symlink()]
        folders[:] = [name for name in folders if name not in links]
        for name in sorted([*names, *links]):
            path = Path(place, name)
            shown = path.relative_to(folder).as_posix()
            if name.startswith(".") or name.endswith((".ipynb", ".pyc")) or shown in _NBGRADERS:
                continue
            try:
                data, _ = plain.read(path, home, room + 1)
            except plain.NotPlain:
                left_out.append(f"{shown!a} is no ordinary file and stayed behind")
                continue
            except OSError:
                left_out.append(f"{shown!a} is a link, or can't be opened, and stayed behind")
                continue
            if not _is_text(shown):
                left_out.append(f"{shown!a} has a name that is not UTF-8 and stayed behind")
            elif len(data) > room:
                size = f"{most:,} bytes"
                left_out.append(f"{shown!a} stayed behind: at most {size} travel along together")
            else:
                found[shown] = data
                room -= len(data)
    return found, left_out


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
