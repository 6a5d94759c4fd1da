"""Check the causes that the exercises' messages name: ``python -m tools.messages [NOTEBOOK ...]``.

Each wrong answer of the bank is run through every test of its notebook that depends on it, and each
message is classified: does it name a cause that the author of the answer claims, or another one? A
cause that is not claimed is listed, and the exit status is 1. With ``--write`` the table goes into
``CONTRIBUTING.md``.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from tools import bank
from tools.answers import functions_of, verdicts, warm_up
from tools.bank import name_of
from tools.pages import with_part

PAGE = bank.ROOT / "CONTRIBUTING.md"
BEGIN, END = "<!-- messages: begin -->", "<!-- messages: end -->"

SECONDS = 300.0
"""For all tests of an answer; large enough that a busy machine changes no message."""

KINDS = {
    "true cause": "names a cause that the author of the answer claims",
    "false cause": "names a cause that nobody claims",
    "refused": "names torch's own operator that was called",
    "mend first": "names no cause, and sends to a test above that fails, too",
    "fact": "names no cause, and explains what came: a nan, a missing gradient, None",
    "error": "shows an exception with its line and a hint",
    "bare error": "shows an exception without a hint",
    "bare": "shows what was expected, what came, and the input",
}
"""Kind of a message → what such a message does."""


@dataclass(frozen=True)
class Message:
    """The message of one test cell about one wrong answer.

    Attributes:
        answer: the file.
        test: name of the test cell.
        text: the message.
        kind: one of ``KINDS``.
        first: whether no test before it failed.
    """

    answer: Path
    test: str
    text: str
    kind: str
    first: bool


def cause(text: str) -> str:
    """Return the cause that a message names, or ''.

    >>> cause("ExpectationFailed: no.\\n  came: 1\\n  likely cause: haste")
    'haste'
    """
    found = re.search(r"^  (?:diagnosis|likely cause): +(.*)", text, re.MULTILINE)
    return found[1] if found else ""


def kind_of(text: str, claims: Sequence[str]) -> str:
    """Classify a message, given as ``Type: text``, by the causes that are true of the answer."""
    told, kind = cause(text), text.partition(":")[0]
    if told:
        return "true cause" if any(phrase in told for phrase in claims) else "false cause"
    if kind == "NotByHand":
        return "refused"
    hint = re.search(r"^  hint: ", text, re.MULTILINE)
    if kind not in ("ExpectationFailed", "AssertionError"):
        return "error" if hint else "bare error"
    if re.match(r"\w+: mend ", text):
        return "mend first"
    return "fact" if hint else "bare"


def messages_about(answer: Path) -> list[Message]:
    """Run a wrong answer through the tests after the first cell that it replaces."""
    cells = bank.cells_in(bank.notebook_for(answer))
    source = answer.read_text(encoding="utf-8")
    replaced = functions_of(source)
    start = next(
        i for i, cell in enumerate(cells) if cell.is_solution and cell.functions & replaced
    )
    reached = {cell.grade_id for cell in cells[start:]}
    found = verdicts(cells, source, only=reached.__contains__, seconds=SECONDS)
    failed = [(test, text) for test, text in found.items() if text]
    claims = bank.claim(answer).causes
    return [
        Message(answer, test, text, kind_of(text, claims), place == 0)
        for place, (test, text) in enumerate(failed)
    ]


def messages(notebooks: Iterable[Path]) -> list[Message]:
    """Return the messages of the notebooks' tests about the wrong answers of the bank."""
    warm_up()
    answers = [answer for notebook in notebooks for answer in bank.answers("wrong", notebook)]
    with ThreadPoolExecutor(2) as pool:
        found = tqdm(pool.map(messages_about, answers), total=len(answers), leave=False)
        return [message for several in found for message in several]


def row(notebook: Path, found: Iterable[Message]) -> str:
    """Return the table's row for a notebook: its number of messages of each kind."""
    counts = Counter(message.kind for message in found)
    numbers = [f"{counts[kind]:,}" for kind in KINDS]
    return f"| `{name_of(notebook)}` | {counts.total():,} | {' | '.join(numbers)} |"


def table(rows: Sequence[str]) -> str:
    """Return the Markdown table of all rows, with the sums and the columns' meanings."""
    numbers = [[int(cell.replace(",", "")) for cell in row.split("|")[2:-1]] for row in rows]
    sums = [sum(column) for column in zip(*numbers, strict=True)]
    shares = [f"{number:,} ({number / sums[0]:.1%})".replace("%", " %") for number in sums[1:]]
    return "\n".join(
        [
            f"Of {sums[0]:,} messages about the wrong answers of the bank, each",
            "",
            *(
                f"- {kind}: {does}; {n}"
                for (kind, does), n in zip(KINDS.items(), shares, strict=True)
            ),
            "",
            f"| Exercise | messages | {' | '.join(KINDS)} |",
            f"|---|{'--:|' * len(sums)}",
            *rows,
        ]
    )


def page(rows: Sequence[str]) -> str:
    """Return the developers' page with the current table."""
    return with_part(PAGE, BEGIN, END, table(rows))


def main(words: Sequence[str] | None = None) -> int:
    """Print the table, and each cause that is not claimed."""
    parser = argparse.ArgumentParser(prog="python -m tools.messages", description=__doc__)
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK")
    parser.add_argument("--write", action="store_true", help="put the table into the page")
    parser.add_argument("--show", metavar="KIND", choices=KINDS, help="print messages of a kind")
    arguments = parser.parse_args(words)
    if arguments.write and arguments.notebooks:
        parser.error("--write needs all notebooks: leave out their names")
    if missing := [str(path) for path in arguments.notebooks if not path.is_file()]:
        parser.error(f"expected notebooks of solutions/, found no file {', '.join(missing)}")
    notebooks = [path.resolve() for path in arguments.notebooks] or bank.NOTEBOOKS
    found = messages(notebooks)
    for message in found:
        if message.kind in ("false cause", arguments.show):
            print(f"{message.kind}: {message.answer.relative_to(bank.BANK)} in {message.test}")
            print(f"    {(message.text if arguments.show else cause(message.text))}")
    rows = [
        row(notebook, [one for one in found if bank.notebook_for(one.answer) == notebook])
        for notebook in notebooks
    ]
    print(table(rows))
    if arguments.write:
        PAGE.write_text(page(rows), "utf-8")
    return int(any(message.kind == "false cause" for message in found))


if __name__ == "__main__":
    sys.exit(main())
