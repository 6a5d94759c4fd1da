"""Command line of the grader."""

from __future__ import annotations

import functools
import io
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from tqdm import tqdm

from grader import GraderError
from grader.limits import Limits

unsandboxed = click.option(
    "--unsandboxed",
    is_flag=True,
    help="Run student code with your own rights, outside the sandbox; for your own code only.",
)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
given_limits = click.option(
    "--limit",
    "given",
    multiple=True,
    metavar="NAME=VALUE",
    help="Another limit for this run, such as memory=4G; repeatable. The command limits has them.",
)


@click.group()
def commands() -> None:
    """Grade exercises."""


@commands.command("check")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--master",
    "--solutions",
    "solutions",
    type=click.Path(path_type=Path),
    help="A master, or the folder of all; that of nbgrader_config.py by default.",
)
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Processes; one a core.")
@click.option(
    "--reference", is_flag=True, help="Show the reference and why it is so, after full marks."
)
@given_limits
@unsandboxed
def check_here(
    path: Path,
    solutions: Path | None,
    workers: int | None,
    reference: bool,
    given: Sequence[str],
    unsandboxed: bool,
) -> int:
    """Run every test, hidden tests included, on your notebook or folder PATH.

    The verdicts on a notebook are printed as soon as they are known. The notebooks of a folder are
    checked in parallel, and one table shows your points in every exercise. Your files are read and
    not changed. Exit code: 0 full marks, 1 less, 2 not checked.
    """
    from grader import settings

    config = settings.here()
    limits = Limits.of(config, given)
    solutions = solutions or settings.masters(config)
    if path.is_dir():
        if reference:
            raise click.UsageError("--reference goes with one notebook, not with a folder")
        order = list(config.Course.get("order", []))
        return _check_folder(path, solutions, workers, limits, order, not unsandboxed)
    return _check_notebook(path, solutions, limits, not unsandboxed, open_reference=reference)


def _check_notebook(
    path: Path, solutions: Path, limits: Limits, bubble: bool, *, open_reference: bool
) -> int:
    from grader.course.masters import needed
    from grader.sandbox import Sandbox

    with Sandbox(needed(solutions), bubble=bubble) as sandbox:
        sandbox.launch()  # loads torch in parallel with this process
        from grader.check import Table, check, reference

        table = Table("", [])

        def begin(exercise: str, tests: Sequence[str]) -> None:
            nonlocal table
            table = Table(exercise, tests)
            print(table.head(), flush=True)

        exercise, verdicts = check(
            path,
            sandbox,
            solutions,
            limits,
            found=begin,
            fell=lambda verdict: print(table.row(verdict), flush=True),
        )
    print(table.total(verdicts))
    full = all(verdict.points >= verdict.possible for verdict in verdicts)
    if open_reference:
        shown = reference(exercise, solutions) if full else "The reference opens at full marks."
        print(f"\n{shown}")
    return int(not full)


def _check_folder(
    path: Path,
    solutions: Path,
    workers: int | None,
    limits: Limits,
    order: Sequence[str],
    bubble: bool,
) -> int:
    from grader.check import check_folder, folder_table
    from grader.workers.pool import grade_all

    standings, others = check_folder(
        path,
        functools.partial(grade_all, workers=workers, limits=limits),
        solutions,
        limits,
        order=order,
        bubble=bubble,
        progress=lambda results, total: tqdm(results, total=total, unit=" notebook", leave=False),
    )
    for sentence in others:
        click.echo(f"grader: {sentence}", err=True)
    print(folder_table(standings))
    return int(any(standing.points < standing.possible for standing in standings))


@commands.command("autograde")
@click.argument("assignment")
@click.option("--student", multiple=True, metavar="ID", help="Only this student; repeatable.")
@click.option("--force", is_flag=True, help="Also grade submissions that have not changed.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Processes; one a core.")
@click.option("--scheduler", metavar="tls://HOST:PORT", help="Use a Dask cluster's workers.")
@click.option("--tls-ca", type=FILE, help="Certificate of who signed the cluster's.")
@click.option("--tls-cert", type=FILE, help="Certificate of this end; Dask's settings by default.")
@click.option("--tls-key", type=FILE, help="Private key to that certificate.")
@click.option(
    "--unencrypted",
    is_flag=True,
    help="Allow a scheduler without TLS: whoever reaches its port can run programs as you.",
)
@given_limits
@unsandboxed
def autograde_all(
    assignment: str,
    student: Sequence[str],
    force: bool,
    workers: int | None,
    scheduler: str | None,
    tls_ca: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    unencrypted: bool,
    given: Sequence[str],
    unsandboxed: bool,
) -> int:
    """Grade every submission of an ASSIGNMENT that is new or has changed.

    Run it in the course's folder: it reads submitted/ and writes autograded/ and the gradebook.
    Exit code: 0 all graded, 1 some not graded (the last line has their number), 2 nothing could be
    done.
    """
    from grader.course.masters import probably_needed
    from grader.workers.pool import grade_all, security
    from grader.workers.worker import Preloaded

    certificates = security(scheduler, tls_ca, tls_cert, tls_key, unencrypted=unencrypted)
    with Preloaded() as preloaded:
        if not scheduler and (needs := probably_needed(assignment)):
            preloaded.launch(needs)  # loads torch in parallel with this process
        from grader.course.batch import Course, autograde

        course = Course.here(assignment, given)
        if warning := course.warning():
            click.echo(f"grader: warning: {warning}", err=True)
        summary = autograde(
            course,
            functools.partial(
                grade_all,
                workers=workers,
                scheduler=scheduler,
                security=certificates,
                limits=course.limits,
                preloaded=preloaded,
            ),
            student,
            force=force,
            bubble=not unsandboxed,
            bar=functools.partial(tqdm, unit=" submission"),
        )
    updated = f"{summary.updated} updated, " if summary.updated else ""
    given_up = f", {summary.given_up} given up" if summary.given_up else ""
    print(
        f"{summary.graded} graded, {updated}{summary.unchanged} unchanged, "
        f"{summary.failed} not stored{given_up}; {summary.seconds:.1f} s"
    )
    return int(summary.failed + summary.given_up > 0)


@commands.command("limits")
@given_limits
def print_limits(given: Sequence[str]) -> None:
    """Print every limit with its value in the current folder."""
    from grader import limits, settings

    print(limits.table(Limits.of(settings.here(), given)))


@commands.command("collect")
@click.argument("assignment")
@click.argument("download", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--from",
    "platform",
    metavar="PLATFORM",
    help="canvas, moodle, blackboard, brightspace or gradescope; else nbgrader_config.py says.",
)
@click.option("--force", is_flag=True, help="Replace what these students have in submitted/.")
def collect_downloads(
    assignment: str, download: Sequence[Path], platform: str | None, force: bool
) -> int:
    """Collect what students uploaded for an ASSIGNMENT from a learning platform's DOWNLOAD.

    Run it in the course's folder: it unpacks the platform's zip into submitted/. Exit code: 0 a
    notebook was collected for everybody who uploaded, 1 some are missing and are listed, 2 nothing
    could be done.
    """
    from grader.course.collect import collect

    summary = collect(assignment, download, platform, force)
    print(f"{summary.students} students collected, {summary.files} files")
    if summary.missing:
        print(f"{len(summary.missing)} to look at:")
        for sentence in summary.missing:
            print(f"  {sentence}")
    return int(bool(summary.missing))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Returns:
        0 for success (of ``check``: full marks), 1 for less, 2 when nothing could be done.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # names may have characters that it lacks
    try:
        return int(commands.main(arguments, "python -m grader", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
    except click.Abort:
        print("grader: stopped", file=sys.stderr)
    except GraderError as error:
        print(f"grader: {error}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
