"""Every limit of the grader: its default, its range, and how to set another value.

An instructor sets a limit in ``nbgrader_config.py`` (``c.Sandbox.memory = "4G"``) or for one run on
the command line (``--limit memory=4G``). A ``Limits`` is sent with each submission, so that every
process and machine uses the same limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any

from grader import GraderError

K = 1024
M = 1024 * K
G = 1024 * M
T = 1024 * G
_POWERS = {"": 1, "K": K, "M": M, "G": G, "T": T}
_AMOUNT = re.compile(r"(\d+)([KMGT]?)(?:i?B)?", re.IGNORECASE)
_SIZES = {"bytes": 1, "kB": 1000}
"""Units that take a suffix, and their sizes in bytes."""


def _limit(
    default: int,
    unit: str,
    least: int,
    most: int,
    meaning: str,
    group: str,
    *,
    verdict: bool = True,
) -> Any:
    """Return a field of ``Limits``; ``verdict`` says whether verdicts can depend on it."""
    about = {"default": default, "unit": unit, "least": least, "most": most}
    about |= {"meaning": meaning, "group": group}
    return field(default=default, metadata=about, repr=verdict)


@dataclass(frozen=True)
class Limits:
    """What a submission, its session in the sandbox and a batch may use.

    The ``repr`` of an instance holds only the limits that verdicts can depend on.

    >>> Limits(memory=G)
    Limits(timeout=60, memory=1073741824, ...)
    """

    # The groups Execute and CourseDirectory are nbgrader's own: its commands also use them.
    timeout: int = _limit(60, "seconds", 1, 86_400, "one cell may take", "Execute")

    memory: int = _limit(
        2 * G, "bytes", 128 * M, T, "all processes of a session may hold together", "Sandbox"
    )
    disk: int = _limit(
        64 * M, "bytes", M, T,
        "of files in a session's home, and as many in its /dev/shm", "Sandbox",
    )  # fmt: skip
    cpu: int = _limit(
        600, "seconds", 1, 864_000, "of computing for each process of a session", "Sandbox"
    )
    processes: int = _limit(64, "processes", 1, 4096, "a session may have at once", "Sandbox")
    open_files: int = _limit(
        256, "files", 32, 65_536, "each process of a session may have open", "Sandbox"
    )
    patience: int = _limit(
        5, "times timeout", 1, 100, "all cells of one notebook may take together", "Sandbox"
    )
    start: int = _limit(
        120, "seconds", 1, 3600, "the sandbox may take to start, and to open a session", "Sandbox"
    )
    printed: int = _limit(
        20_000, "characters", 0, 80_000, "of one cell's output are kept", "Sandbox"
    )
    message: int = _limit(
        10_000, "characters", 100, 20_000, "of an error's message are kept", "Sandbox"
    )
    structure: int = _limit(
        4 * M, "bytes", M, 256 * M,
        "one call to or from the sandbox may have, its numbers left out", "Sandbox",
    )  # fmt: skip
    numbers: int = _limit(
        256 * M, "bytes", M, 2 * G, "of tensors one call to or from the sandbox may have", "Sandbox"
    )

    notebook: int = _limit(
        10 * M, "bytes", K, G, "one notebook that is read may have", "Submission"
    )
    notebooks: int = _limit(
        50 * M, "bytes", K, 10 * G, "of one student's notebooks are read", "Submission"
    )
    beside: int = _limit(
        20 * M, "bytes", 0, 10 * G, "of files may come into the sandbox beside the notebooks",
        "Submission",
    )  # fmt: skip
    path: int = _limit(255, "bytes", 16, 4096, "the path of a copied file may have", "Submission")
    timestamp: int = _limit(1000, "bytes", 10, M, "of timestamp.txt are read", "Submission")
    nesting: int = _limit(
        50, "levels", 5, 200, "of lists and dictionaries in a notebook are kept", "Submission"
    )

    max_file_size: int = _limit(
        100_000, "kB", 0, 10_000_000, "a file that is copied may have", "CourseDirectory"
    )
    max_dir_size: int = _limit(
        100_000, "kB", 0, 10_000_000, "all copied files of a student may have", "CourseDirectory"
    )

    deaths: int = _limit(
        3, "times", 1, 100, "grading a submission may end its worker", "Batch", verdict=False
    )
    slack: int = _limit(
        4, "times patience", 1, 100, "grading a submission may take before it is ended", "Batch",
        verdict=False,
    )  # fmt: skip
    tries: int = _limit(5, "times", 1, 12, "a locked gradebook is asked", "Batch", verdict=False)
    ahead: int = _limit(
        4, "submissions", 1, 1000, "are sent out for each worker before the first is back", "Batch",
        verdict=False,
    )  # fmt: skip
    connect: int = _limit(
        60, "seconds", 1, 3600, "a worker or scheduler may take to answer", "Batch", verdict=False
    )

    @property
    def notebook_seconds(self) -> int:
        """Seconds that all cells of one notebook may take together."""
        return self.patience * self.timeout

    def bytes_of(self, name: str) -> int:
        """Return a size in bytes, whatever its unit.

        >>> Limits().bytes_of("max_file_size")
        100000000
        """
        (unit,) = (limit.metadata["unit"] for limit in fields(self) if limit.name == name)
        return int(getattr(self, name)) * _SIZES[unit]

    @classmethod
    def of(cls, config: Mapping[str, Any], given: Iterable[str] = ()) -> Limits:
        """Return the limits that a course's settings and the command line set.

        Args:
            config: what ``nbgrader_config.py`` set, by group.
            given: words such as ``memory=4G``; they override the settings.

        Raises:
            GraderError: a name is not known, or a value is out of its range.

        >>> Limits.of({"Sandbox": {"memory": "4G"}}, ["timeout=5"])
        Limits(timeout=5, memory=4294967296, ...)
        >>> Limits.of({}, ["memory=4"])
        Traceback (most recent call last):
        grader.GraderError: --limit memory=4: expected 128 MiB to 1 TiB, such as 2G
        """
        known = {limit.name: limit for limit in fields(cls)}
        found = {}
        for group in dict.fromkeys(limit.metadata["group"] for limit in known.values()):
            own = {name for name, limit in known.items() if limit.metadata["group"] == group}
            chosen = dict(config.get(group, {}))
            strange = set() if group in _NBGRADERS else chosen.keys() - own
            if strange:
                expected = ", ".join(sorted(own))
                raise GraderError(f"c.{group}.{min(strange)} is no limit; expected {expected}")
            for name in own & chosen.keys():
                found[name] = _read(known[name], chosen[name], f"c.{group}.{name} = ")
        for words in given:
            name, _, value = words.partition("=")
            if name not in known or not value:
                raise GraderError(
                    f"--limit {words}: expected NAME=VALUE, NAME one of {', '.join(known)}"
                )
            found[name] = _read(known[name], value, f"--limit {name}=")
        return cls(**found)


_NBGRADERS = {"Execute", "CourseDirectory"}
"""Groups that also hold settings of nbgrader's own."""


def _read(limit: Field[int], value: Any, asked: str) -> int:
    """Return a limit's value as a number of its unit.

    Raises:
        GraderError: it is no number in the range.
    """
    about = limit.metadata
    number: Any = value
    if isinstance(value, str) and (match := _AMOUNT.fullmatch(value.strip().replace("_", ""))):
        suffix = match[2].upper()
        number = int(match[1])
        if suffix:
            number = number * _POWERS[suffix] // _SIZES[about["unit"]] if _is_size(limit) else None
    whole = isinstance(number, int) and not isinstance(number, bool)
    if not whole or not about["least"] <= number <= about["most"]:
        raise GraderError(f"{asked}{value}: expected {range_of(limit)}, such as {_typed(limit)}")
    return number


def _is_size(limit: Field[int]) -> bool:
    return limit.metadata["unit"] in _SIZES


def _typed(limit: Field[int]) -> str:
    """Return the default in the form in which it is typed."""
    value = limit.metadata["default"]
    if _is_size(limit) and limit.metadata["unit"] == "bytes":
        for suffix, power in reversed(_POWERS.items()):
            if value and value % power == 0:
                return f"{value // power}{suffix}"
    return str(value)


def shown(limit: Field[int], value: int) -> str:
    """Return a value with its unit.

    Args:
        limit: the field of ``Limits``.
        value: a number in its unit.

    >>> [shown(limit, limit.default) for limit in fields(Limits)][:4]
    ['60 seconds', '2 GiB', '64 MiB', '600 seconds']
    """
    unit = limit.metadata["unit"]
    if unit == "bytes":
        for suffix, power in reversed(_POWERS.items()):
            if suffix and value and value % power == 0:
                return f"{value // power:,} {suffix}iB"
    return f"{value:,} {unit}"


def range_of(limit: Field[int]) -> str:
    """Return the smallest and the largest value of a limit."""
    least, most = (shown(limit, limit.metadata[end]) for end in ("least", "most"))
    unit = f" {limit.metadata['unit']}"
    same = least.endswith(unit) and most.endswith(unit)
    return f"{least.removesuffix(unit) if same else least} to {most}"


def setting_of(limit: Field[int]) -> str:
    """Return the name by which ``nbgrader_config.py`` sets a limit, such as ``Sandbox.memory``."""
    return f"{limit.metadata['group']}.{limit.name}"


def rows(limits: Limits) -> Iterator[tuple[str, str, str, str]]:
    """Yield each limit's setting, its value, its meaning and its range, as text."""
    for limit in fields(limits):
        value = shown(limit, getattr(limits, limit.name))
        yield setting_of(limit), value, str(limit.metadata["meaning"]), range_of(limit)


def table(limits: Limits) -> str:
    """Return the limits as a table for a terminal."""
    lines = [("setting", "value", "meaning", "range"), *rows(limits)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(f"{word:<{width}}" for word, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
