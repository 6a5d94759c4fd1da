"""Command line of the grader."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from grader.check import SOLUTIONS, TIMEOUT, CheckError, check, report


def main(argv: list[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Returns:
        0 for full marks, 1 for less, 2 when the notebook can't be checked.
    """
    parser = argparse.ArgumentParser(prog="python -m grader", description="Grade an exercise.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser(
        "check",
        help="run every test of one exercise on your notebook, hidden tests included",
        description="Run every test of one exercise on your notebook, hidden tests included. "
        "Your file is read and not changed. Exit code: 0 full marks, 1 less, 2 not checked.",
    )
    command.add_argument("notebook", type=Path, help="your copy of the exercise (.ipynb)")
    command.add_argument(
        "--timeout", type=int, default=TIMEOUT, metavar="S", help="seconds for a cell (%(default)s)"
    )
    command.add_argument(
        "--solutions", type=Path, default=SOLUTIONS, metavar="DIR", help="folder of the masters"
    )
    arguments = parser.parse_args(argv)
    if arguments.timeout < 1:
        parser.error(f"--timeout must be at least 1 second, got {arguments.timeout}")
    try:
        exercise, verdicts = check(arguments.notebook, arguments.solutions, arguments.timeout)
    except CheckError as error:
        print(f"grader: {error}", file=sys.stderr)
        return 2
    print(report(exercise, verdicts))
    return 0 if all(verdict.points == verdict.possible for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
