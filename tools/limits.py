"""The grader's limits, for the page "For instructors": ``python -m tools.limits --write``."""

from __future__ import annotations

import argparse

from grader.limits import Limits, rows
from tools.notebooks import ROOT
from tools.pages import with_part

PAGE = ROOT / "chapters" / "0-start" / "instructors.md"
BEGIN, END = "<!-- limits: begin -->", "<!-- limits: end -->"


def table() -> str:
    """Return each limit with its default, meaning and range, as Markdown."""
    lines = ["| Setting | Default | Meaning | From … to |", "|---|--:|---|---|"]
    lines += [
        f"| `c.{setting}` | {value} | {meaning} | {span} |"
        for setting, value, meaning, span in rows(Limits())
    ]
    return "\n".join(lines)


def page() -> str:
    """Return the page with the current table."""
    return with_part(PAGE, BEGIN, END, table())


def main() -> None:
    """Print the table, or write it into the page."""
    parser = argparse.ArgumentParser(prog="python -m tools.limits", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write it into the page")
    if parser.parse_args().write:
        PAGE.write_text(page(), "utf-8")
    else:
        print(table())


if __name__ == "__main__":
    main()
