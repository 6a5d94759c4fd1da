"""Copy what is handed in beside the notebooks: the time, the exchange's secret, pictures.

As under stock nbgrader these files are copied to ``autograded/``, from which the feedback is made.
Links, hidden files and files that are too large are left out.
"""

from __future__ import annotations

import fnmatch
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from grader.limits import Limits
from grader.submission import plain

FOR_FEEDBACK = ("timestamp.txt", "submission_secret.txt")
"""The exchange's file beside a submission, which it needs to return the feedback."""
NOTEBOOK = "*.ipynb"
HIDDEN = ".*"


def read(
    folder: Path, ignored: Iterable[str], largest: int, room: int, longest: int = Limits.path
) -> tuple[dict[str, bytes], list[str]]:
    """Read the files of a submission other than notebooks.

    Args:
        folder: the submission.
        ignored: patterns for names of files and folders to leave out.
        largest: largest size of one file, in bytes.
        room: largest total size, in bytes.
        longest: largest length of a file's path in the folder, in bytes.

    Returns:
        The content of each file, by its path in the folder; and a sentence on each that is left out
        because it is a link or too large.
    """
    home = plain.home_of(folder)
    found: dict[str, bytes] = {}
    left_out = []
    for path in sorted(_files(folder), key=lambda path: (path.name not in FOR_FEEDBACK, path)):
        name = path.relative_to(folder)
        if _matches(name, (NOTEBOOK, HIDDEN, *ignored)):
            continue
        limit = min(largest, room)
        data: bytes | None = None
        with suppress(OSError):
            data, _ = plain.read(path, home, limit + 1)
        if len(os.fsencode(name)) > longest:
            left_out.append(f"{str(name)[:40]!r}… was not copied: its name is too long")
        elif data is None:
            left_out.append(f"{str(name)!r} was not copied: it is a link, or can't be read")
        elif len(data) > limit:
            left_out.append(f"{str(name)!r} was not copied: it is too large")
        else:
            found[str(name)] = data
            room -= len(data)
    return found, left_out


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):  # does not follow links
        yield from (Path(place, name) for name in names)


def _matches(path: Path, patterns: Iterable[str]) -> bool:
    names = [part.casefold() for part in path.parts]
    return any(fnmatch.fnmatchcase(n, p.casefold()) for n in names for p in patterns)


def digest(files: dict[str, bytes]) -> str:
    """Return a hash of names and contents."""
    return hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()


def are_in(folder: Path, files: dict[str, bytes]) -> bool:
    """Whether the folder holds all of these files.

    Args:
        folder: the folder.
        files: contents by path.
    """
    try:
        return all((folder / name).read_bytes() == data for name, data in files.items())
    except OSError:
        return False


def write(files: dict[str, bytes], folder: Path) -> None:
    """Write the files into a folder of notebooks, replacing those that were there.

    Args:
        files: contents by path.
        folder: the folder; its notebooks and the verdicts are kept.
    """
    for old in folder.iterdir():
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
        elif not _matches(Path(old.name), [NOTEBOOK]):
            old.unlink()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
