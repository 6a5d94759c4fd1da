"""Files beside a notebook are sent with it; a suspicious answer is flagged and keeps its points."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from grader import GraderError, check
from grader.course import batch
from grader.sandbox import Sandbox
from grader.submission import beside
from grader.submission.grading import grade
from grader.submission.task import Graded, Task
from tools import attacks

HIDES = """import types


def mse_loss(input, target, reduction="mean"):
    losses = eval("(input - target) ** 2")
    return {"none": losses, "sum": losses.sum(), "mean": losses.mean()}[reduction]"""


def handed_in(answers: dict[str, str]) -> bytes:
    return nbformat.writes(attacks.notebook(attacks.RIGHT | answers)).encode()


def graded(sandbox: Sandbox, answer: str, **task: object) -> Graded:
    masters = {attacks.NOTEBOOK: nbformat.writes(attacks.master())}
    files = {attacks.NOTEBOOK: handed_in({"mse_loss": answer})}
    return grade(Task(masters, files, **task), sandbox)[attacks.NOTEBOOK]  # type: ignore[arg-type]


def test_files_beside_a_notebook_are_read_with_their_folders(tmp_path: Path) -> None:
    for name in ("tools.py", "data/a.csv", "losses.ipynb", ".hidden", "timestamp.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    found, left_out = beside.companions(tmp_path)
    assert found == {"tools.py": b"tools.py", "data/a.csv": b"data/a.csv"}
    assert left_out == []


def test_a_link_beside_a_notebook_is_not_followed_and_named(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key").write_text("secret")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "link").symlink_to(tmp_path / "secret" / "key")
    (mine / "folder").symlink_to(tmp_path / "secret")
    os.mkfifo(mine / "pipe")
    found, left_out = beside.companions(mine)
    assert found == {}
    assert [words.split()[0] for words in left_out] == ["'folder'", "'link'", "'pipe'"]


def test_a_submission_whose_folder_is_a_link_has_nothing_beside(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key").write_text("secret")
    (tmp_path / "eva").symlink_to(tmp_path / "secret")
    found, (words,) = beside.companions(tmp_path / "eva")
    assert found == {}
    assert "is a link" in words


def test_an_empty_module_beside_a_notebook_is_imported(sandbox: Sandbox) -> None:
    answer = "import own.empty\n\n\n" + attacks.RIGHT["mse_loss"]
    files = {"own/__init__.py": b"", "own/empty.py": b""}
    assert attacks.points_of(graded(sandbox, answer, companions=files)) == attacks.POSSIBLE
    assert attacks.points_of(graded(sandbox, answer)) == 3


def test_a_check_reads_what_lies_beside_the_notebook(sandbox: Sandbox, tmp_path: Path) -> None:
    masters = tmp_path / "solutions" / "demo" / "losses.ipynb"
    masters.parent.mkdir(parents=True)
    nbformat.write(attacks.master(), masters)
    mine = tmp_path / "mine"
    mine.mkdir()
    answer = "import tools\n\n\n" + attacks.RIGHT["mse_loss"]
    (mine / "losses.ipynb").write_bytes(handed_in({"mse_loss": answer}))
    (mine / "tools.py").write_text("")
    _, verdicts = check.check(mine / "losses.ipynb", sandbox, tmp_path / "solutions")
    assert sum(verdict.points for verdict in verdicts) == attacks.POSSIBLE


def test_files_that_are_too_large_together_are_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(8))
    (tmp_path / "b").write_bytes(bytes(3))
    (tmp_path / "c").write_bytes(bytes(2))
    found, left_out = beside.companions(tmp_path, 10)
    assert set(found) == {"a", "c"}
    assert left_out == ["'b' stayed behind: at most 10 bytes travel along together"]


def test_a_name_that_is_not_utf_8_is_named_and_left_out(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.py")).write_bytes(b"")
    found, (words,) = beside.companions(tmp_path)
    assert found == {}
    assert "not UTF-8" in words
    assert words.encode()


def test_what_was_left_out_stands_in_the_notes(sandbox: Sandbox) -> None:
    result = graded(sandbox, attacks.RIGHT["mse_loss"], left_out=["'big' stayed behind"])
    assert "'big' stayed behind" in result.notes


def test_a_suspicious_answer_keeps_its_points(sandbox: Sandbox) -> None:
    result = graded(sandbox, HIDES)
    assert attacks.points_of(result) == attacks.POSSIBLE
    words = "to be looked at by a person: mse_loss reaches eval, which can hide what it computes"
    assert [note[: len(words)] for note in result.notes] == [words]
    marked = {v["name"] for v in result.verdicts if v["suspicion"]}
    assert marked == {name for name in attacks.TESTS if name.startswith("test_mse")}


def test_a_suspicious_answer_is_refused_if_the_course_says_so(sandbox: Sandbox) -> None:
    result = graded(sandbox, HIDES, refuse_suspicion=True)
    refused = [v for v in result.verdicts if "eval is not for this exercise" in v["message"]]
    assert [v["points"] for v in refused] == [0, 0, 0]
    assert attacks.points_of(result) == 3


def test_an_honest_answer_is_not_flagged(sandbox: Sandbox) -> None:
    result = graded(sandbox, attacks.RIGHT["mse_loss"])
    assert result.notes == []
    assert not any(v["suspicion"] for v in result.verdicts)


def test_an_error_raised_by_torch_is_shown_as_an_error(sandbox: Sandbox) -> None:
    raises = (
        "def mse_loss(input, target, reduction='mean'):\n    return (input > 0) & (target * 1.0)"
    )
    messages = {v["name"]: (v["outcome"], v["message"]) for v in graded(sandbox, raises).verdicts}
    outcome, words = messages["test_mse_values"]
    assert outcome == "error"
    assert "bitwise_and" in words or "not implemented" in words


def test_a_flagged_answer_needs_a_manual_grade(
    sandbox: Sandbox, tmp_path: Path, monkeypatch
) -> None:
    folder = attacks.course_folder(tmp_path)
    monkeypatch.chdir(folder)
    course = batch.Course.here(attacks.ASSIGNMENT)
    assert course.refuse_suspicion is False
    results = {attacks.NOTEBOOK: graded(sandbox, HIDES)}
    (folder / "submitted" / "eva" / attacks.ASSIGNMENT).mkdir(parents=True)
    with course.gradebook() as gradebook:
        books = batch.books_of(gradebook, attacks.ASSIGNMENT)
        batch.store(course, gradebook, "eva", results, "mark", books)
    with Gradebook(course.directory.db_url) as gradebook:
        rows = gradebook.find_submission(attacks.ASSIGNMENT, "eva").notebooks[0].grades
        asked = {row.name: row.needs_manual_grade for row in rows}
        assert asked == {name: name.startswith("test_mse") for name in attacks.TESTS}
        assert sum(row.score for row in rows) == attacks.POSSIBLE


def test_the_setting_of_suspicion_has_two_values(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for value, expected in (("refuse", True), ("flag", False)):
        Path("nbgrader_config.py").write_text(f"c.ByHand.suspicion = {value!r}\n")
        assert batch.Course.here("demo").refuse_suspicion is expected
    Path("nbgrader_config.py").write_text("c.ByHand.suspicion = 'maybe'\n")
    with pytest.raises(GraderError, match='expected "flag" or "refuse"'):
        _ = batch.Course.here("demo").refuse_suspicion
