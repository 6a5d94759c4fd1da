"""Test the messages on mistakes that were not used to write them: ``python -m tools.fresh``.

``tests/bank/fresh/<assignment>/<notebook>.toml`` holds wrong answers that were written from the
text and the stubs of an exercise only. Each has the words that a message naming its cause would
contain. This runs each answer against its notebook's tests, in order, and looks at the first
message. Name notebooks to run only theirs; ``--all`` also prints the messages that name the cause.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools.answers import Cell, cells_of, verdicts, warm_up

ROOT = Path(__file__).resolve().parent.parent
FRESH = ROOT / "tests" / "bank" / "fresh"
SHOWN = re.compile(r"^\s*(expected|on|at|before|after|came):(?!.*Error).*$", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """A wrong answer to one function of a notebook.

    Attributes:
        notebook: the exercise in ``solutions/``.
        number: the answer's index in its file, from 1.
        function: the function that it defines; the reference supplies the others.
        code: its source.
        cause: what is wrong, in one sentence.
        keywords: regular expressions, of which a message that names the cause contains one.
    """

    notebook: Path
    number: int
    function: str
    code: str
    cause: str
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class First:
    """The first test that fails on an answer; test and message are '' if none fails."""

    answer: Answer
    test: str
    message: str

    @property
    def names_the_cause(self) -> bool:
        """Whether the message contains a keyword outside of its inputs and values."""
        words = SHOWN.sub("", self.message)
        return any(re.search(word, words, re.IGNORECASE) for word in self.answer.keywords)


def answers(notebook: Path) -> list[Answer]:
    """Return the fresh answers to a notebook of ``solutions/``."""
    path = FRESH / notebook.parent.name / f"{notebook.stem}.toml"
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["answer"]
    return [
        Answer(
            notebook,
            number,
            entry["function"],
            entry["code"],
            entry["cause"],
            tuple(entry["keywords"]),
        )
        for number, entry in enumerate(entries, 1)
    ]


def first_failure(cells: Sequence[Cell], answer: Answer) -> First:
    """Run a notebook's tests on an answer until one fails.

    Raises:
        ValueError: no solution cell defines the answer's function.
    """
    if not any(answer.function in cell.functions for cell in cells if cell.is_solution):
        raise ValueError(f"{answer.notebook.name} asks for no function {answer.function}()")
    for test, message in verdicts(cells, answer.code, stop_early=True).items():
        if message:
            return First(answer, test, message)
    return First(answer, "", "")


def firsts(notebook: Path) -> list[First]:
    """Return the first failure of each fresh answer to a notebook."""
    cells = cells_of(notebook)
    return [first_failure(cells, answer) for answer in answers(notebook)]


def report(found: Sequence[First], everything: bool = False) -> Iterator[str]:
    """Yield the lines of the report: the messages to look at, then the share."""
    for first in found:
        if everything or not first.names_the_cause:
            answer = first.answer
            name = f"{answer.notebook.parent.name}/{answer.notebook.stem}"
            yield f"{name} {answer.number}, {answer.function}: {answer.cause}"
            yield f"    {'names the cause' if first.names_the_cause else 'DOES NOT'}: {first.test}"
            yield from (f"        {line}" for line in first.message.splitlines())
    named = sum(first.names_the_cause for first in found)
    yield f"{named} of {len(found)} first messages name the cause: {100 * named / len(found):.1f} %"


def main(words: Sequence[str] | None = None) -> int:
    """Print the messages that do not name the cause, and the share of those that do."""
    parser = argparse.ArgumentParser(prog="python -m tools.fresh", description=__doc__)
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK")
    parser.add_argument("--all", action="store_true", help="print every message")
    arguments = parser.parse_args(words)
    warm_up()
    notebooks = arguments.notebooks or sorted((ROOT / "solutions").glob("*/*.ipynb"))
    with ThreadPoolExecutor(2) as pool:
        found = [first for some in pool.map(firsts, notebooks) for first in some]
    print(*report(found, arguments.all), sep="\n")
    return int(any(not first.test for first in found))


if __name__ == "__main__":
    sys.exit(main())
