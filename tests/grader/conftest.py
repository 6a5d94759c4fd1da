"""A temporary course, run once for each test session with the real commands.

The students are named after what they hand in. Each account has a home folder, and one folder
replaces the machine's ``/etc/jupyter``, so that the tests do not use the files of the person who
runs them.
"""

from __future__ import annotations

import contextlib
import copy
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import psutil
import pytest
import torch
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from grader.guard import Needs
from grader.sandbox import Sandbox
from grader.workers.worker import Worker

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "chapters" / "0-start" / f"{name}.md" for name in ("students", "instructors")]
ASSIGNMENT, NOTEBOOK = "classification", "cross_entropy"
FILE = f"{NOTEBOOK}.ipynb"
OURS = Needs(frozenset({"lossutil", "torch"}), "lossutil.grader_guard")
"""What an exercise of this course needs."""
EXCHANGE = "/srv/nbgrader/exchange"  # the exchange's path on the pages

# Students whose notebooks come from a learning platform, and when they handed in. nbgrader's own
# parser reads the first time as 19:00 and fails on the second.
UPLOADS = {
    "careless": "2026-10-05-09-45-10",
    "edited": "2026-10-05-14-05-59",
    "untouched": "2026-10-05-14-30-00",
}
STUDENTS = ["right", "partly", *UPLOADS]

VARYING = {
    r"\x1b\[[0-9;]*m": "",
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?": "<time>",
    r"(<time> UTC)\+[\w-]+": r"\1+<random>",
    r"\b[0-9a-f]{32}\b": "<hash>",
    r"[ \t]+(?=\n|$)": "",
}


def canonical(text: str) -> str:
    """Return a command's output without the parts that differ between runs."""
    for pattern, replacement in VARYING.items():
        text = re.sub(pattern, replacement, text)
    return text


def blocks(page: Path, language: str) -> list[str]:
    """Return the code blocks of one language in a Markdown page."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text("utf-8"), re.S | re.M)


def commands_shown() -> list:
    """Return each command that a page shows in a console block, with the lines it prints there."""
    return [
        pytest.param(command, lines, id=f"{page.stem}: {command[:60]}")
        for page in PAGES
        for block in blocks(page, "console")
        for command, *lines in (
            part.strip().split("\n") for part in re.split(r"^\$ ", block, flags=re.M)[1:]
        )
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrize tests by student, by upload with its time, or by command of the pages."""
    if "student" in metafunc.fixturenames:
        metafunc.parametrize("student", STUDENTS)
    if "stamp" in metafunc.fixturenames:
        metafunc.parametrize(("uploader", "stamp"), UPLOADS.items(), ids=UPLOADS)
    if "shown" in metafunc.fixturenames:
        metafunc.parametrize(("command", "shown"), commands_shown())


@pytest.fixture(scope="session")
def sandbox(bubblewrap: str) -> Iterator[Sandbox]:
    """One preloaded sandbox for all tests; each check is a session in it."""
    torch.set_num_threads(1)
    with Sandbox(OURS) as warm:
        yield warm


@pytest.fixture(scope="session")
def worker(bubblewrap: str) -> Iterator[Worker]:
    """A worker that grades whole submissions in separate processes, as in a batch."""
    found = Worker()
    yield found
    found.close()


@pytest.fixture(scope="session")
def judges() -> Callable[[], list[psutil.Process]]:
    """Return a function: the processes that workers of this process have forked to judge with."""

    def find() -> list[psutil.Process]:
        found = []
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):  # the process has just ended
                # A judge is forked from a worker's fork server, which is forked from another one.
                above = process.parents()[:2]
                if all("grader.workers.fork_server" in one.cmdline() for one in above):
                    found.append(process)
        return found

    return find


@pytest.fixture(scope="session")
def pages() -> list[Path]:
    return PAGES


@pytest.fixture(scope="session")
def quoted() -> str:
    """The output of a failed test cell that the students' page shows."""
    (block,) = blocks(PAGES[0], "text")
    return block.strip()


@pytest.fixture(scope="session")
def unchecked() -> list[str]:
    """The lines of the pages' blocks that show no output."""
    return [line for page in PAGES for block in blocks(page, "bash") for line in block.splitlines()]


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def name_of(cell: NotebookNode) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def tests_of(notebook: NotebookNode) -> dict[str, float]:
    """Return the points of each autograded test cell, by name."""
    cells = [cell for cell in notebook.cells if is_grade(cell) and not is_solution(cell)]
    return {name_of(cell): float(cell.metadata.nbgrader.points) for cell in cells}


def solve(notebook: NotebookNode, master: NotebookNode, names: list[str]) -> set[str]:
    """Fill in the named solutions, and return their tests: those before the next solution."""
    sources = {name_of(cell): cell.source for cell in master.cells}
    for cell in notebook.cells:
        if name_of(cell) in names:
            cell.source = sources[name_of(cell)]
    behind, tests = "", set()
    for cell in master.cells:
        if is_solution(cell):
            behind = name_of(cell)
        elif behind in names and is_grade(cell):
            tests.add(name_of(cell))
    return tests


def be_careless(notebook: NotebookNode) -> None:
    """Delete the last test, copy the first, and write to stderr in every cell."""
    tests = [i for i, cell in enumerate(notebook.cells) if name_of(cell) in tests_of(notebook)]
    assert len(tests) > 1
    del notebook.cells[tests[-1]]
    notebook.cells.insert(tests[0], copy.deepcopy(notebook.cells[tests[0]]))
    notebook.cells[tests[0]].id = "copied"
    noise = (
        "import sys\n"
        "def note(info): print('UserWarning: noise', file=sys.stderr)\n"
        "get_ipython().events.register('pre_run_cell', note)"
    )
    notebook.cells.insert(0, nbformat.v4.new_code_cell(noise))


def rig_the_tests(notebook: NotebookNode) -> None:
    """Make each test pass in two ways: without assertions, and by a tag that skips it."""
    for cell in notebook.cells:
        if name_of(cell) in tests_of(notebook):
            cell.source = "assert True"
            cell.metadata.tags = ["skip-execution"]


@dataclass
class Account:
    """A person with a home folder on the course's machine."""

    home: Path
    environment: dict[str, str]
    exchange: str
    transcript: list[tuple[str, str]]

    def run(self, command: str, folder: Path | None = None, code: int = 0) -> str:
        """Run a command line, record its output, and assert its exit code."""
        done = subprocess.run(
            ["bash", "-c", command.replace(EXCHANGE, self.exchange)],
            cwd=folder or self.home,
            env=self.environment | {"HOME": str(self.home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        output = done.stdout.replace(str(self.home), "~").replace(self.exchange, EXCHANGE)
        self.transcript.append((command, output))
        assert done.returncode == code, f"$ {command}\n{output}exit code {done.returncode}"
        return output


@dataclass
class Course:
    """The finished course, and what the commands printed."""

    folder: Path
    teacher: Account
    master: NotebookNode
    transcript: list[tuple[str, str]]
    students: dict[str, Account] = field(default_factory=dict)
    owed: dict[str, dict[str, float]] = field(default_factory=dict)
    """The points that a student on the exchange must get, by test."""
    assignment: str = ASSIGNMENT
    notebook: str = NOTEBOOK

    def __post_init__(self) -> None:
        self.tests = tests_of(self.master)
        self.release = self.folder / "exercises" / ASSIGNMENT / FILE
        self.database = f"sqlite:///{self.folder / 'gradebook.db'}"

    def submission(self, student: str) -> Path:
        return self.folder / "submitted" / student / ASSIGNMENT / FILE

    def feedback(self, student: str) -> Path:
        return self.folder / "feedback" / student / ASSIGNMENT / f"{NOTEBOOK}.html"

    def failures(self, student: str, part: str = "evalue") -> list[str]:
        """Return the message of each failed test of the autograded notebook, or its output."""
        notebook = read(self.folder / "autograded" / student / ASSIGNMENT / FILE)
        return [
            "\n".join([output[part]] if isinstance(output[part], str) else output[part])
            for cell in notebook.cells
            if name_of(cell) in self.tests
            for output in cell.outputs
            if output.output_type == "error"
        ]

    def prints(self, command: str, shown: list[str]) -> bool:
        """Whether a run of the command printed these lines in order; … matches anything."""
        wanted = [line for line in canonical("\n".join(shown)).splitlines() if line != "…"]
        patterns = [re.escape(line).replace("…", ".*") for line in wanted]
        runs = [output for given, output in self.transcript if given == command]
        printed = [iter(canonical(output).splitlines()) for output in runs]
        return any(
            all(any(re.fullmatch(pattern, line) for line in lines) for pattern in patterns)
            for lines in printed
        )


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory, bubblewrap: str) -> Iterator[Course]:
    """Run the course: release, two students on the exchange, three by upload, grade, return."""
    place = tmp_path_factory.mktemp("nbgrader")
    runtime = tempfile.mkdtemp(prefix="lbh-")  # socket paths must be short
    settings = place / "etc" / "jupyter"
    settings.mkdir(parents=True)
    # The machine-wide settings are those of the instructors' page.
    (shared,) = blocks(PAGES[1], "python")
    assert EXCHANGE in shared
    shared = shared.replace(EXCHANGE, str(place / "exchange"))
    # One account hands in for all students, which nbgrader would report as a cheating attempt.
    shared += "c.ExchangeCollect.check_owner = False\n"
    (settings / "nbgrader_config.py").write_text(shared, "utf-8")
    private = ("JUPYTER", "IPYTHON", "XDG_", "NBGRADER", "PYTEST")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(private)}
    environment |= {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "JUPYTER_CONFIG_PATH": str(settings),
        "JUPYTER_RUNTIME_DIR": runtime,
        "MPLCONFIGDIR": str(place / "matplotlib"),
        "OMP_NUM_THREADS": "1",
    }
    transcript: list[tuple[str, str]] = []

    def account(name: str) -> Account:
        home = place / "home" / name
        home.mkdir(parents=True)
        return Account(home, environment, str(place / "exchange"), transcript)

    try:
        yield teach(account, transcript)
    finally:
        shutil.rmtree(runtime, ignore_errors=True)


def teach(account: Callable[[str], Account], transcript: list[tuple[str, str]]) -> Course:
    """Run the commands of the two pages, in their order."""
    teacher = account("teacher")
    folder = teacher.home / "losses-course"
    teacher.run("install -d -m 700 ~/losses-course", ROOT)
    teacher.run("cp -r nbgrader_config.py solutions ~/losses-course", ROOT)
    teacher.run(f"find solutions -name '*.ipynb' -not -name {FILE} -delete", folder)
    teacher.run(f"nbgrader generate_assignment {ASSIGNMENT}", folder)
    teacher.run(f"install -d -m 777 {EXCHANGE}", folder)
    teacher.run(f"nbgrader release_assignment {ASSIGNMENT}", folder)
    course = Course(folder, teacher, read(folder / "solutions" / ASSIGNMENT / FILE), transcript)
    functions = [name_of(cell) for cell in course.master.cells if is_solution(cell)]

    # One student solved the first half and made the mistake that the students' page shows.
    (mistake,) = blocks(PAGES[0], "python")
    (mistaken,) = re.findall(r"^def (\w+)", mistake, re.M)
    half = functions[: len(functions) // 2]
    assert mistaken in half
    half.remove(mistaken)

    def attend(name: str, solved: list[str]) -> None:
        student = course.students[name] = account(name)
        settings = student.home / ".jupyter" / "nbgrader_config.py"
        settings.parent.mkdir()
        settings.write_text(f"c = get_config()\nc.CourseDirectory.student_id = '{name}'\n")
        student.run(f"nbgrader fetch_assignment {ASSIGNMENT}")
        work = student.home / ASSIGNMENT / FILE
        notebook = read(work)
        passed = solve(notebook, course.master, solved)
        course.owed[name] = {test: p * (test in passed) for test, p in course.tests.items()}
        for cell in notebook.cells:
            if name_of(cell) == mistaken and mistaken not in solved:
                cell.source = mistake
        nbformat.write(notebook, work)
        student.run(f"nbgrader submit {ASSIGNMENT}")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(attend, ["partly", "right"], [half, functions]))
    # A learner without a course works in the repository, where the exercise has this path.
    alone = folder.parent / "losses-by-hand"
    shutil.copytree(course.students["partly"].home / ASSIGNMENT, alone / "exercises" / ASSIGNMENT)
    for name in ("nbgrader_config.py", "solutions"):
        (alone / name).symlink_to(ROOT / name)
    check = f"python -m grader check exercises/{ASSIGNMENT}/{FILE}"
    teacher.run(check, alone, code=1)

    teacher.run(f"nbgrader collect {ASSIGNMENT}", folder)
    handed_in = {name: read(course.release) for name in UPLOADS}
    solve(handed_in["careless"], course.master, functions)
    be_careless(handed_in["careless"])
    rig_the_tests(handed_in["edited"])
    download = teacher.home / "Downloads" / "submissions.zip"
    download.parent.mkdir()
    with zipfile.ZipFile(download, "w") as archive:
        for name, stamp in UPLOADS.items():
            text = nbformat.writes(handed_in[name])
            archive.writestr(f"{ASSIGNMENT}_{name}_attempt_{stamp}_{FILE}", text)
        archive.writestr(f"{ASSIGNMENT}_wordy_attempt_2026-10-05-16-00-00.txt", "My thoughts.")
    collect = f"python -m grader collect {ASSIGNMENT} ~/Downloads/submissions.zip"
    teacher.run(f"{collect} --from blackboard", folder, code=1)

    teacher.run(f"python -m grader autograde {ASSIGNMENT}", folder)
    shutil.copyfile(folder / "gradebook.db", folder / "of-this-grader.db")
    teacher.run(f"nbgrader autograde {ASSIGNMENT} --force", folder)
    teacher.run(f"nbgrader generate_feedback {ASSIGNMENT}", folder)
    uploaders = ",".join(UPLOADS)
    excluded = f"--CourseDirectory.student_id_exclude={uploaders}"
    teacher.run(f"nbgrader release_feedback {ASSIGNMENT} {excluded}", folder)
    course.students["partly"].run(f"nbgrader fetch_feedback {ASSIGNMENT}")
    teacher.run("nbgrader export", folder)
    teacher.run("cat grades.csv", folder)
    export = "nbgrader export --exporter=grader.exports."
    settings = folder / "nbgrader_config.py"
    own = settings.read_text("utf-8")
    # The students of this course are named after what they did.
    chosen = 'c.CanvasExport.student_is = "SIS Login ID"\nc.MoodleExport.student_is = "Username"\n'
    settings.write_text(f"{own}\n{chosen}", "utf-8")
    teacher.run(f"{export}CanvasExport --to=canvas.csv", folder)
    teacher.run(f"{export}MoodleExport --to=moodle.csv", folder)
    settings.write_text(own, "utf-8")
    return course
