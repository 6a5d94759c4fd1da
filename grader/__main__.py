"""Command line of the grader."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from grader.check import SOLUTIONS, CheckError, check, table
from grader.judge import TIMEOUT
from grader.sandbox import Sandbox, SandboxError

UNSANDBOXED = "run student code with your own rights, outside the sandbox; for your own code only"


def main(argv: list[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Returns:
        0 for success (of ``check``: full marks), 1 for less, 2 when nothing could be done.
    """
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except (CheckError, SandboxError) as error:
        print(f"grader: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m grader", description="Grade exercises.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    alone = commands.add_parser(
        "check",
        help="run every test of one exercise on your notebook, hidden tests included",
        description="Run every test of one exercise on your notebook, hidden tests included. "
        "Your file is read and not changed. Exit code: 0 full marks, 1 less, 2 not checked.",
    )
    alone.set_defaults(run=_check)
    alone.add_argument("notebook", type=Path, help="your copy of the exercise (.ipynb)")
    alone.add_argument(
        "--timeout",
        type=_positive,
        default=TIMEOUT,
        metavar="S",
        help="seconds for a cell (%(default)s)",
    )
    alone.add_argument(
        "--solutions", type=Path, default=SOLUTIONS, metavar="DIR", help="folder of the masters"
    )
    batch = commands.add_parser(
        "autograde",
        help="grade what your students handed in; run it in the course's folder",
        description="Grade every submission of an assignment that is new or has changed, from "
        "submitted/ into autograded/ and the gradebook. Exit code: 0 all graded, 1 some could not "
        "be stored, 2 nothing could be done.",
    )
    batch.set_defaults(run=_autograde)
    batch.add_argument("assignment")
    batch.add_argument(
        "--student", action="append", metavar="ID", help="grade this student only; may be repeated"
    )
    batch.add_argument("--force", action="store_true", help="grade again what has not changed")
    batch.add_argument(
        "--workers", type=_positive, metavar="N", help="processes on this computer (one a core)"
    )
    batch.add_argument(
        "--scheduler", metavar="tcp://HOST:PORT", help="use the workers of a Dask cluster instead"
    )
    for command in (alone, batch):
        command.add_argument("--unsandboxed", action="store_true", help=UNSANDBOXED)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, got {number}")
    return number


def _check(arguments: argparse.Namespace) -> int:
    with Sandbox(bubble=not arguments.unsandboxed) as sandbox:
        exercise, verdicts = check(
            arguments.notebook, sandbox, arguments.solutions, arguments.timeout
        )
    print(table(exercise, verdicts))
    return 0 if all(verdict.points == verdict.possible for verdict in verdicts) else 1


def _autograde(arguments: argparse.Namespace) -> int:
    from grader.batch import BatchError, Course, autograde
    from grader.farm import Farm

    try:
        with Farm(arguments.workers, arguments.scheduler) as farm:
            summary = autograde(
                Course.here(),
                arguments.assignment,
                farm,
                arguments.student,
                force=arguments.force,
                bubble=not arguments.unsandboxed,
                report=tqdm.write,
                progress=lambda todo, total: tqdm(todo, total=total, unit=" submission"),
            )
    except BatchError as error:
        print(f"grader: {error}", file=sys.stderr)
        return 2
    print(
        f"{summary.graded} graded, {summary.unchanged} unchanged, {summary.failed} not stored; "
        f"{summary.seconds:.1f} s"
    )
    return 1 if summary.failed else 0


if __name__ == "__main__":
    sys.exit(main())
