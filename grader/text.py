"""Make any text from students displayable and storable."""

from __future__ import annotations

import math
import os
from typing import Any

from grader.limits import Limits


def valid(value: Any, depth: int = Limits.nesting) -> Any:
    """Return a JSON value that every database and file can hold.

    A lone surrogate (half a character) becomes its escape, which means the same in a Python string.
    Numbers that are not finite and values that are nested too deeply become None.

    Args:
        value: the value.
        depth: how many levels of nested lists and dictionaries are kept.

    >>> valid({"source": "print('\\ud800')"})
    {'source': "print('\\\\ud800')"}
    """
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode("utf-8")
        case float() if not math.isfinite(value):
            return None
        case list() | dict() if not depth:
            return None
        case list():
            return [valid(item, depth - 1) for item in value]
        case dict():
            return {valid(str(key)): valid(item, depth - 1) for key, item in value.items()}
    return value


def shown(name: str) -> str:
    """Return a file's name in printable characters, on one line.

    >>> shown("words\\udce9\\n.ipynb")
    'words\\\\xe9\\\\n.ipynb'
    """
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
