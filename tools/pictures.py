"""Compare two drawings as numbers: another processor draws the same picture in another file.

There a coordinate that ends in 4.99995 may be rounded differently, a line that is nearly straight
may have a point more or less, and the names in a drawing are hashes of its coordinates.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 1.0
"""Tolerance of a coordinate of a drawing, in points; a page is about 460 points wide."""
DIGITS = 1e-5
"""Relative tolerance of a number in a live figure."""
LIVE = "application/vnd.vegalite.v5+json"
SVG = "image/svg+xml"

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_HASH = re.compile(r"[0-9a-f]{10}$")
_NAMES = {"id", "clip-path", "{http://www.w3.org/1999/xlink}href"}
_POINT = re.compile(r"([ML])\s*(\S+)\s+(\S+)")


def difference(mime: str, stored: Any, computed: Any) -> str:
    """Return where a computed picture differs from the stored one; an empty string if it does not.

    Args:
        mime: MIME type of both; other types than drawings and live figures must be equal.
        stored: the drawing's text, or the live figure's JSON.
        computed: the computed one, in the same form.

    >>> square = '<svg><path d="M 0 1 L 2 3"/></svg>'
    >>> difference(SVG, square, square.replace("3", "3.01"))
    ''
    >>> difference(SVG, square, square.replace("3", "5"))
    'path d: M 0 1 L 2 3 became M 0 1 L 2 5'
    """
    if stored == computed:
        return ""
    if mime == SVG:
        return _of_trees(*map(ElementTree.fromstring, (stored, computed)))
    if mime == LIVE:
        return _of_json(stored, computed)
    return f"{mime} differs"


def _of_trees(stored: ElementTree.Element, computed: ElementTree.Element) -> str:
    names: dict[tuple[str, int], str] = {}
    for old, new in zip_longest(stored.iter(), computed.iter()):
        if (
            old is None
            or new is None
            or old.tag != new.tag
            or old.attrib.keys() != new.attrib.keys()
        ):
            return f"{_tag(new)} stands where {_tag(old)} was"
        if (old.text or "").strip() != (new.text or "").strip():
            return f"{_tag(old)}: {old.text} became {new.text}"
        for key, before in old.attrib.items():
            after = new.attrib[key]
            if key in _NAMES:
                same = _same_name(_name(before), _name(after), names)
            elif key == "d":
                same = _same_path(before, after)
            else:
                same = _same_numbers(before, after, TOLERANCE)
            if not same:
                return f"{_tag(old)} {key}: {_short(before)} became {_short(after)}"
    return ""


def _name(reference: str) -> str:
    return reference.removeprefix("url(").removesuffix(")").removeprefix("#")


def _same_name(before: str, after: str, names: dict[tuple[str, int], str]) -> bool:
    """Whether two names are equal, or hashes that correspond to each other wherever they occur."""
    if not (_HASH.search(before) and _HASH.search(after)):
        return before == after
    return (
        names.setdefault((before, 0), after) == after
        and names.setdefault((after, 1), before) == before
    )


def _tag(element: ElementTree.Element | None) -> str:
    return "nothing" if element is None else element.tag.rpartition("}")[2]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) < 80 else f"{text[:80]}…"


def _same_numbers(before: str, after: str, tolerance: float) -> bool:
    if _NUMBER.sub("0", before) != _NUMBER.sub("0", after):
        return False
    pairs = zip(_NUMBER.findall(before), _NUMBER.findall(after), strict=True)
    return all(abs(float(old) - float(new)) <= tolerance for old, new in pairs)


def _same_path(before: str, after: str) -> bool:
    """Whether two paths coincide within the tolerance; straight parts may have other points."""
    if _same_numbers(before, after, TOLERANCE):
        return True
    old, new = _lines(before), _lines(after)
    if old is None or new is None or len(old) != len(new):
        return False
    return all(
        _far(a, b) <= TOLERANCE and _far(b, a) <= TOLERANCE for a, b in zip(old, new, strict=True)
    )


def _lines(path: str) -> list[NDArray[np.float64]] | None:
    """Return the corners of each polyline of a path, or None if it has other parts."""
    points = _POINT.findall(path)
    other = set(re.findall("[A-Za-z]", path)) - {"M", "L", "e", "z"}
    if other or 2 * len(points) != len(_NUMBER.findall(path)):
        return None
    lines: list[list[tuple[float, float]]] = []
    for kind, x, y in points:
        if kind == "M":
            lines.append([])
        lines[-1].append((float(x), float(y)))
    return [np.array(line) for line in lines]


def _far(points: NDArray[np.float64], line: NDArray[np.float64]) -> float:
    """Return the largest distance of the points from a polyline."""
    start, step = line[:-1], np.diff(line, axis=0)
    if not len(step):
        start, step = line, np.zeros_like(line)
    away = points[:, None] - start
    length = np.maximum((step * step).sum(-1), 1e-12)
    along = np.clip((away * step).sum(-1) / length, 0, 1)
    return float(np.linalg.norm(away - along[..., None] * step, axis=-1).min(1).max())


def _of_json(stored: Any, computed: Any) -> str:
    nothing = ("nothing", None)
    for old, new in zip_longest(_leaves(stored), _leaves(computed), fillvalue=nothing):
        if old[0] != new[0] or not _same_value(old[1], new[1]):
            return f"{old[0]}: {json.dumps(old[1])} became {json.dumps(new[1])} at {new[0]}"
    return ""


def _same_value(old: Any, new: Any) -> bool:
    if isinstance(old, float) and isinstance(new, int | float):
        return math.isclose(old, new, rel_tol=DIGITS, abs_tol=1e-9)
    return bool(old == new)


def _leaves(value: Any, path: str = "$") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key in sorted(value):
            yield from _leaves(value[key], f"{path}.{key}")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _leaves(item, f"{path}[{place}]")
    else:
        yield path, value
