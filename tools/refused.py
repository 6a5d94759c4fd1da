"""The functions that exercises refuse, for a page: ``python -m tools.refused --write``."""

from __future__ import annotations

import argparse

import nbformat
from nbgrader.utils import is_locked

from grader.submission import source
from lossutil.grader_guard import guarded_names
from tools.notebooks import ROOT
from tools.pages import with_part

PAGE = ROOT / "chapters" / "0-start" / "students.md"
BEGIN, END = "<!-- refused: begin -->", "<!-- refused: end -->"


def table() -> str:
    """Return what each exercise refuses, and what is flagged for review, as Markdown."""
    lines = ["| Exercise | Not in your function |", "|---|---|"]
    for path in sorted((ROOT / "solutions").glob("*/*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        locked = [cell.source for cell in cells if cell.cell_type == "code" and is_locked(cell)]
        names = [f"`{name}`" for name in dict.fromkeys(guarded_names(locked))]
        if names:
            lines.append(f"| {path.parent.name}/{path.stem} | {', '.join(names)} |")
    marked = sorted(source.HIDING | source._HIDING_NAMES | source._HIDING_ATTRIBUTES)
    hiding = ", ".join(f"`{name}`" for name in marked)
    return "\n".join([*lines, "", f"Marked for your instructor: {hiding}."])


def page() -> str:
    """Return the page with the current table."""
    return with_part(PAGE, BEGIN, END, table())


def main() -> None:
    """Print the table, or write it into the page."""
    parser = argparse.ArgumentParser(prog="python -m tools.refused", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write it into the page")
    if parser.parse_args().write:
        PAGE.write_text(page(), "utf-8")
    else:
        print(table())


if __name__ == "__main__":
    main()
