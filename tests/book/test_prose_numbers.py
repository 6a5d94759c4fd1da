"""Numbers in the prose of a chapter come from its cells, or are computed here.

Checked are numbers with a decimal point and those with a comma between thousands.
"""

from __future__ import annotations

import math
import re
import struct
import tomllib
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode, v4

from tools.notebooks import ROOT, notebooks

CHAPTERS = notebooks(folders=["chapters"])
LIST = tomllib.loads((Path(__file__).parent / "prose_numbers.toml").read_text("utf-8"))

WRITTEN = re.compile(
    r"(?<![\w.,^])[−-]?(?:\d[\d,]*\.\d+(?:e[+-]?\d+)?|\d{1,3}(?:,\d{3})+)(?!\w|\.\d)"
)
PRINTED = re.compile(r"-?\d[\d,_]*\.?\d*(?:e[+-]?\d+)?")
NOT_PROSE = re.compile(
    r"```\{bibliography.*?```|\]\([^)]*\)|\{(?:cite|doc|ref)[^}]*\}`[^`]*`|<[^>]+>|https?://\S+",
    re.DOTALL,
)
QUESTION = re.compile(r"^```\{predict\}.*?^```$", re.DOTALL | re.MULTILINE)
GUESS = re.compile(r"^(?:- |:within:).*$", re.MULTILINE)
TEXTS = ("text/plain", "text/html", "text/markdown", "text/latex")


def value(text: str) -> float:
    """Return the number in a text such as ``"−1,234.5"``."""
    return float(re.sub("[,_]", "", text.replace("−", "-")))


def is_written_as(number: float, text: str) -> bool:
    """Whether ``text`` is the number, rounded to the digits that ``text`` has; signs don't count.

    >>> is_written_as(0.52899, "0.5290"), is_written_as(0.52899, "0.528")
    (True, False)
    """
    decimals = len(text.partition(".")[2].partition("e")[0])
    unit = 10.0 ** (int(text.partition("e")[2] or 0) - decimals)
    return abs(abs(number) - abs(value(text))) <= unit / 2 * (1 + 1e-9)


def without_guesses(text: str) -> str:
    """Remove the choices of questions, which are wrong on purpose, and the tolerances."""
    return QUESTION.sub(lambda question: GUESS.sub("", question[0]), text)


def of_cells(notebook: NotebookNode) -> set[float]:
    """Return every number in the code of a notebook and in its printed outputs."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    texts = [cell.source for cell in code]
    for output in (output for cell in code for output in cell.outputs):
        texts.append(output.get("text", ""))
        texts += [output.get("data", {}).get(kind, "") for kind in TEXTS]
    found = PRINTED.findall("\n".join(texts).replace("−", "-"))
    return {value(text) for text in found}


def unexplained(notebook: NotebookNode, listed: set[str]) -> Iterator[str]:
    """Yield the numbers of the prose that no cell has, not even as a fraction for a percentage."""
    known = of_cells(notebook)
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        prose = NOT_PROSE.sub(" ", without_guesses(cell.source)).replace("{,}", ",")
        for text in WRITTEN.findall(prose):
            text = text.replace("−", "-")
            explained = any(is_written_as(n, text) or is_written_as(100 * n, text) for n in known)
            if not explained and text not in listed:
                yield text


def listed(kind: str, page: str) -> dict[str, str]:
    return LIST[kind].get(page, {})


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_numbers_in_prose_are_printed_or_listed(path: Path) -> None:
    known = {*listed("computed", path.stem), *listed("given", path.stem)}
    missing = sorted(set(unexplained(nbformat.read(path, as_version=4), known)))
    assert not missing, (
        f"{path.relative_to(ROOT)}: no cell prints {', '.join(missing)}. Print it, or add it to "
        "tests/book/prose_numbers.toml with the expression that gives it."
    )


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_listed_numbers_are_still_needed(path: Path) -> None:
    known = {*listed("computed", path.stem), *listed("given", path.stem)}
    needed = set(unexplained(nbformat.read(path, as_version=4), set()))
    assert known <= needed, f"remove from prose_numbers.toml: {sorted(known - needed)}"


def test_listed_pages_exist() -> None:
    assert {page for kind in LIST.values() for page in kind} <= {path.stem for path in CHAPTERS}


def level(gain: float) -> float:
    """The fixed point of the rms after tanh if each layer has this gain: q = E[tanh(g √q z)²]."""
    grid = [i / 100 for i in range(-800, 801)]
    weights = [math.exp(-z * z / 2) for z in grid]
    q = 1.0
    for _ in range(200):
        squares = (
            w * math.tanh(gain * math.sqrt(q) * z) ** 2 for w, z in zip(weights, grid, strict=True)
        )
        q = sum(squares) / sum(weights)
    return math.sqrt(q)


def float32(number: float) -> float:
    return struct.unpack("f", struct.pack("f", number))[0]


NAMES = {**vars(math), "round": round, "level": level, "float32": float32}


@pytest.mark.parametrize(
    ("page", "text"), [(page, text) for page in LIST["computed"] for text in LIST["computed"][page]]
)
def test_listed_number_is_what_its_expression_gives(page: str, text: str) -> None:
    expression = LIST["computed"][page][text]
    number = eval(expression, {"__builtins__": {}}, NAMES)
    assert is_written_as(number, text), f"{page}: {expression} is {number}, not {text}"


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("The loss is 0.5290.", []),
        ("The loss is 0.529, 52.9%, or 0.53.", []),
        ("The loss is 0.5280.", ["0.5280"]),
        ("The loss is −0.61 at $x = 1{,}000$.", ["-0.61", "1,000"]),
        ("From torch 1.11 on, [see](https://a.org/2.13).", ["1.11"]),
        ("The cell's 3.5 came in.", []),
        ("```{predict}\n:number: 0.7\n:within: 0.2\n\nFrom 0.1?\n```", ["0.7", "0.1"]),
        ("```{predict}\n:answer: 1\n\nWhich?\n\n- 0.1\n- 0.2\n```\n\n- 0.3", ["0.3"]),
    ],
)
def test_number_that_is_not_printed_is_found(prose: str, found: list[str]) -> None:
    printed = v4.new_output("stream", name="stdout", text="loss 0.52899\n")
    code = v4.new_code_cell("x = 3.5\nprint(loss)", outputs=[printed])
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell(prose), code])
    assert list(unexplained(notebook, set())) == found
