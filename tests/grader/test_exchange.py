"""The exchange as described on the two pages, with two accounts of one machine.

The commands are read from the pages, and no others are run. Optional commands are left out.
"""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.utils import is_solution

from grader.course import access

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENT, FILE = "classification", "cross_entropy.ipynb"
EXCHANGE = "/srv/nbgrader/exchange"
AGAIN = "When a student hands in again"
OTHER_WAYS = [
    "Collect from Canvas, Moodle, Blackboard, Brightspace or Gradescope",
    "On several machines",
    "With stock nbgrader",
    "Look and correct: the formgrader",
    "Export the grades",
    "Grades back into Canvas and Moodle",
]
MASTER = nbformat.read(ROOT / "solutions" / ASSIGNMENT / FILE, 4)


def sections(page: Path) -> dict[str, str]:
    """Return the text below each heading of a page."""
    parts = re.split(r"^#+ (.*)$", page.read_text("utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def commands(text: str) -> list[str]:
    """Return the commands of a part of a page: lines of bash blocks, and those after a $."""
    typed: list[str] = []
    for language, block in re.findall(r"^```(bash|console)\n(.*?)^```$", text, re.S | re.M):
        lines = block.splitlines()
        typed += (
            lines if language == "bash" else [line[2:] for line in lines if line.startswith("$ ")]
        )
    return typed


@dataclass
class Terminal:
    """A shell of one account, which keeps its folder and its environment."""

    name: str
    home: Path
    shell: subprocess.Popen[str]
    place: Path
    said: list[str] = field(default_factory=list)

    def type(self, line: str, fails: bool = False) -> str:
        """Type a line, wait for its end, and assert that it succeeds or fails."""
        mark = secrets.token_hex()
        here = line.replace(EXCHANGE, str(self.place / "exchange"))
        assert self.shell.stdin is not None
        assert self.shell.stdout is not None
        self.shell.stdin.write(f"{{ {here}\n}} </dev/null; echo {mark} $?\n")
        self.shell.stdin.flush()
        output = ""
        for printed in self.shell.stdout:
            if printed.startswith(mark):
                self.said.append(f"$ {line}\n{output}")
                assert (printed != f"{mark} 0\n") == fails, self.said[-1] + printed
                return output
            output += printed
        raise AssertionError(f"the shell ended at: {line}\n{output}")


def give_up(reason: str) -> NoReturn:
    """Fail in CI; elsewhere skip with a reason."""
    message = f"NOT RUN: the exchange between two accounts; {reason}"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def with_a_view(bubblewrap: str, place: Path) -> list[str]:
    """Return a command prefix that lets every account use this Python and this clone."""
    words: list[str] = []
    closed: list[Path] = []
    for path in (Path(sys.base_prefix).resolve(), ROOT):
        way = [*reversed(path.parents), path]
        first = next((i for i, folder in enumerate(way) if not access.can_read(folder)), None)
        if first is None:
            continue
        if way[first] not in closed:
            closed.append(way[first])
            words += ["--perms", "0755", "--tmpfs", str(way[first])]
        for folder in way[first + 1 :]:
            words += ["--perms", "0755", "--dir", str(folder)]
        for entry in path.iterdir():
            words += ["--ro-bind", str(entry), str(entry)]
    if any(place.is_relative_to(folder) for folder in closed):
        words += ["--bind", str(place), str(place)]
    return [bubblewrap, "--dev-bind", "/", "/", *words, "--cap-add", "ALL"] if words else []


@pytest.fixture(scope="module")
def terminal(bubblewrap: str, program: Callable[..., str]) -> Iterator[Callable[[str], Terminal]]:
    """Return a function that creates a temporary account and opens its terminal."""
    if os.getuid() != 0:
        give_up("only root can make two accounts and act for them")
    useradd, userdel = program("passwd", "useradd"), program("passwd", "userdel")
    setpriv = program("util-linux", "setpriv")
    place = Path(tempfile.mkdtemp(prefix="lbh-"))
    place.chmod(0o755)
    settings = place / "etc" / "jupyter"
    settings.mkdir(parents=True)
    (shared,) = re.findall(
        r"^```python\n(.*?)^```$",
        sections(INSTRUCTORS)["On a shared machine: the exchange"],
        re.S | re.M,
    )
    text = shared.replace(EXCHANGE, str(place / "exchange"))
    (settings / "nbgrader_config.py").write_text(text, "utf-8")
    opened: list[Terminal] = []

    def account(role: str) -> Terminal:
        name, home = f"lbh-{role}-{secrets.token_hex(3)}", place / role
        subprocess.run([useradd, "--create-home", "--home-dir", home, name], check=True)
        home.chmod(0o755)  # the widest permissions that a system gives a home
        found = pwd.getpwnam(name)
        environment = {
            "HOME": str(home),
            "USER": name,
            "LOGNAME": name,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            "JUPYTER_CONFIG_PATH": str(settings),
            "OMP_NUM_THREADS": "1",
        }
        shell = subprocess.Popen(
            [*with_a_view(bubblewrap, place), setpriv, f"--reuid={found.pw_uid}",
             f"--regid={found.pw_gid}", "--clear-groups", "--no-new-privs", "bash", "--norc"],
            cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        opened.append(Terminal(name, home, shell, place))
        opened[-1].type("umask 022")
        return opened[-1]

    try:
        yield account
    finally:
        for one in opened:
            assert one.shell.stdin is not None
            one.shell.stdin.close()
            one.shell.wait(30)
            subprocess.run([userdel, one.name], check=True)
        shutil.rmtree(place)


STUDENTS, INSTRUCTORS = (
    ROOT / "chapters" / "0-start" / f"{name}.md" for name in ("students", "instructors")
)


def answer(path: Path) -> None:
    """Fill in every answer of a fetched exercise."""
    notebook = nbformat.read(path, 4)
    right = {c.metadata.nbgrader.grade_id: c.source for c in MASTER.cells if is_solution(c)}
    for cell in notebook.cells:
        if is_solution(cell):
            cell.source = right[cell.metadata.nbgrader.grade_id]
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def walk(terminal) -> SimpleNamespace:
    """The steps of both pages up to the fetched feedback, and again for a second submission."""
    teacher, student = terminal("teacher"), terminal("student")
    for one in (teacher, student):
        if one.shell.poll() is not None or "True" not in one.type(
            f"{sys.executable} -c 'import torch, nbgrader, grader; print(True)' 2>&1 || true"
        ):
            give_up(f"the clone {ROOT} lies where other accounts cannot read it")
    page = sections(INSTRUCTORS)
    ways = [title for title in page if title not in (*OTHER_WAYS, AGAIN)]
    lines = [line for title in ways for line in commands(page[title])]
    first = next(i for i, line in enumerate(lines) if line.startswith("nbgrader collect"))
    fetch, submit, get_feedback = commands(
        sections(STUDENTS)["On a machine that you share with your instructor"]
    )
    course = teacher.home / "losses-course"

    for line in lines[:first]:
        if line.endswith(EXCHANGE):  # the only command that needs an administrator
            as_root = line.replace(EXCHANGE, str(teacher.place / "exchange"))
            subprocess.run(["bash", "-c", as_root], check=True)
        else:
            teacher.type(line)
    student.type("cd")
    student.type(fetch)
    student.type(submit)
    for line in lines[first:]:
        teacher.type(line)
    student.type(get_feedback)
    fetched = student.home / ASSIGNMENT / "feedback"
    once = {path: path.read_text("utf-8") for path in fetched.glob("*/*.html")}

    answer(student.home / ASSIGNMENT / FILE)
    student.type(submit)
    for line in commands(page[AGAIN]):
        teacher.type(line)
    student.type(get_feedback)
    twice = {path: path.read_text("utf-8") for path in fetched.glob("*/*.html")}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        submission = gradebook.find_submission(ASSIGNMENT, student.name)
        score, possible = submission.score, submission.max_score
    return SimpleNamespace(**locals())


def test_the_pages_have_the_sections_that_the_scenario_omits():
    assert {*OTHER_WAYS, AGAIN} <= {*sections(INSTRUCTORS)}


def test_the_scenario_runs_every_step_but_stock_autograde(walk):
    typed = "".join(walk.teacher.said + walk.student.said)
    for step in ("generate_assignment", "release_assignment", "collect", "generate_feedback"):
        assert f"$ nbgrader {step}" in typed
    assert "$ python -m grader autograde" in typed
    assert "$ nbgrader autograde" not in typed


def test_a_student_fetches_the_feedback_of_the_first_submission(walk):
    (text,) = walk.once.values()
    assert "not yet implemented" in text
    assert f"(Score: 0.0 / {walk.possible})" in text


def test_a_student_who_hands_in_again_fetches_new_feedback(walk):
    assert walk.score == walk.possible > 0
    (new,) = set(walk.twice) - set(walk.once)
    assert f"(Score: {walk.possible} / {walk.possible})" in walk.twice[new]


def test_the_files_belong_to_two_ordinary_accounts(walk):
    uids = {pwd.getpwnam(one.name).pw_uid for one in (walk.teacher, walk.student)}
    assert len(uids) == 2
    assert 0 not in uids
    owners = [(walk.course / "gradebook.db").stat().st_uid, next(iter(walk.twice)).stat().st_uid]
    assert set(owners) == uids


@pytest.mark.parametrize(
    "line",
    [
        "cat {course}/gradebook.db",
        f"cat {{course}}/solutions/{ASSIGNMENT}/{FILE}",
        "ls {course}/submitted",
        f"touch {{course}}/submitted/{{student}}/{ASSIGNMENT}/planted",
    ],
)
def test_the_student_cannot_get_into_the_course_s_folder(walk, line):
    said = walk.student.type(line.format(course=walk.course, student=walk.student.name), fails=True)
    assert "Permission denied" in said


def test_the_grader_does_not_warn_of_a_closed_folder(walk):
    assert not any("grader: warning" in said for said in walk.teacher.said)


def test_the_grader_warns_of_an_open_folder_and_says_what_to_do(walk):
    line = f"python -m grader autograde {ASSIGNMENT}"
    walk.course.chmod(0o755)
    try:
        walk.student.type(f"cat {walk.course}/gradebook.db >/dev/null")
        walk.student.type(f"touch {walk.course}/submitted/{walk.student.name}/{ASSIGNMENT}/planted")
        said = walk.teacher.type(f"{line} 2>&1 >/dev/null")
    finally:
        walk.course.chmod(0o700)
    (sentence,) = (line for line in said.splitlines() if line.startswith("grader: warning"))
    assert sentence == (
        "grader: warning: other accounts on this computer can read gradebook.db and "
        f"solutions/{ASSIGNMENT}, and write into submitted/{walk.student.name}/{ASSIGNMENT}; "
        f"run: chmod 700 {walk.course}"
    )
    walk.teacher.type(sentence.partition("run: ")[2])
    assert "grader: warning" not in walk.teacher.type(line)


# --- Access --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "mode", "shared", "read", "written"),
    [
        (0o755, 0o700, False, False, False),
        (0o700, 0o777, False, False, False),
        (0o755, 0o755, False, True, False),
        (0o755, 0o777, False, True, True),
        (0o711, 0o711, False, True, False),
        (0o755, 0o722, False, False, False),
        (0o755, 0o770, True, False, False),
    ],
)
def test_access_depends_on_each_folder_above(above, mode, shared, read, written):
    with tempfile.TemporaryDirectory(prefix="lbh-") as outer:
        folder = Path(outer, "inner")
        folder.mkdir()
        folder.chmod(mode)
        Path(outer).chmod(above)
        assert access.can_read(folder, shared) is read
        assert access.can_write(folder, shared) is written


def test_a_group_of_others_counts_and_an_account_s_own_does_not(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    found = SimpleNamespace(st_mode=stat.S_IFREG | 0o640, st_gid=20, st_uid=1000)
    monkeypatch.setattr(Path, "stat", lambda path: found)
    monkeypatch.setattr(access.pwd, "getpwuid", lambda uid: SimpleNamespace(pw_name="ada"))
    rights = []
    for group in ("ada", "users"):
        monkeypatch.setattr(access.grp, "getgrgid", lambda gid, g=group: SimpleNamespace(gr_name=g))
        rights.append(access._rights_here(tmp_path / "file", False))
    assert rights == [0, access.READ]


def test_a_missing_path_is_open_to_nobody(tmp_path):
    assert not access.can_read(tmp_path / "missing")
    assert access.warning(tmp_path, [], []) is None
