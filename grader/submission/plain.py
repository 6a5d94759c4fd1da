"""Read students' files without following links out of their folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path


class NotPlain(OSError):
    """The path is not an ordinary file inside its folder."""


class Folder(NotPlain):
    """The path is a folder."""


class NotOpened(OSError):
    """The path is a link, or it cannot be opened."""


def home_of(folder: Path) -> Path:
    """Return the real path of a submission's folder, unless one of its last two parts is a link."""
    return folder.parent.parent.resolve() / folder.parent.name / folder.name


def read(path: Path, home: Path, most: int) -> tuple[bytes, os.stat_result]:
    """Read the beginning of an ordinary file, and its ``stat`` result.

    Args:
        path: the file; a link is not followed.
        home: the folder, free of links, that it must lie in.
        most: bytes to read.

    Raises:
        NotOpened: it is a link, or cannot be opened.
        NotPlain: it is something else, such as a pipe, or outside of ``home``; ``Folder`` for a
        folder.
        OSError: the system cannot read it.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise NotOpened(str(error)) from error
    try:
        about = os.fstat(handle)
        if stat.S_ISDIR(about.st_mode):
            raise Folder(str(path))
        if not stat.S_ISREG(about.st_mode) or not path.resolve().is_relative_to(home):
            raise NotPlain(str(path))
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(most), about
    finally:
        os.close(handle)
