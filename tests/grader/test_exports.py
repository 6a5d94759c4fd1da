"""The files that Canvas and Moodle import, written by nbgrader's own command."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from grader.exports import is_formula

ROOT = Path(__file__).resolve().parents[2]
EXPORT = [sys.executable, "-m", "nbgrader", "export"]

STUDENTS = [
    # id, first name, last name, email, and points in each assignment
    ("4711", "Jane", "Doe", "jane@example.edu", {"losses": (7.25, 0.0), "kin, more": (4.0, 0.0)}),
    ("4712", "Jörg", "Müller-Lü", "jm@example.edu", {"losses": (10.0, 2.5)}),
    ("4713", "Ann", 'O\'Neil "A"', "ann@example.edu", {"losses": (1.0, 3.0)}),
    ("4714", "Eve", "=HYPERLINK(0)", "eve@example.edu", {"losses": (8 / 3, 0.0)}),
    ("4715", None, None, "no-name@example.edu", {}),
]
LEFT_OUT = [
    ("anon_x7Kq2", "A", "Non", None, {"losses": (3.0, 0.0)}),
    ("=4716", "B", "Formula", "=b@example.edu", {"losses": (3.0, 0.0)}),
]


@pytest.fixture
def export(
    tmp_path, monkeypatch
) -> Callable[..., tuple[list[list[str]], subprocess.CompletedProcess[str]]]:
    """Return a function that runs ``nbgrader export`` on a small gradebook and reads the file."""
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    monkeypatch.setenv("PATH", programs)  # nbgrader calls alembic
    monkeypatch.setenv("PYTHONPATH", str(ROOT))

    def run(exporter: str, *words: str, people=STUDENTS, settings: str = "", code: int = 0):
        (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\n{settings}")
        make_gradebook(tmp_path, people)
        to = f"{exporter.removesuffix('Export').lower()}.csv"
        done = subprocess.run(
            [*EXPORT, f"--exporter=grader.exports.{exporter}", f"--to={to}", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        with (tmp_path / to).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file)), done

    return run


def make_gradebook(folder: Path, people: list) -> None:
    """Make a gradebook with two assignments, points and penalties."""
    (folder / "gradebook.db").unlink(missing_ok=True)
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        for assignment, possible in (("losses", 10), ("kin, more", 5)):
            gradebook.add_assignment(assignment)
            gradebook.add_notebook("book", assignment)
            cell = {"max_score": possible, "cell_type": "code"}
            gradebook.add_grade_cell("test", "book", assignment, **cell)
            gradebook.add_source_cell("test", "book", assignment, cell_type="code")
            gradebook.add_solution_cell("answer", "book", assignment)
        for student, first, last, email, scores in people:
            about = {"first_name": first, "last_name": last, "email": email}
            gradebook.add_student(student, **about)
            for assignment, (points, penalty) in scores.items():
                gradebook.add_submission(assignment, student)
                book = gradebook.find_submission_notebook("book", assignment, student)
                book.late_submission_penalty = penalty
                grade = gradebook.find_grade("test", "book", assignment, student)
                grade.auto_score, grade.needs_manual_grade = points, student == "4713"
                if student == "4712":
                    comment = gradebook.find_comment("answer", "book", assignment, student)
                    comment.manual_comment = "Well\nexplained."
        gradebook.db.commit()


def test_the_canvas_file_has_canvas_s_columns_and_rows(export):
    settings = 'c.CanvasExport.columns = {"losses": "Losses, by hand (90210)"}'
    rows, _ = export("CanvasExport", settings=settings)
    student = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert rows == [
        [*student, "kin, more", "Losses, by hand (90210)"],
        ["    Points Possible", "", "", "", "", "5.0", "10.0"],
        ["Doe, Jane", "4711", "", "", "", "4.0", "7.25"],
        ["Müller-Lü, Jörg", "4712", "", "", "", "", "7.5"],
        ['O\'Neil "A", Ann', "4713", "", "", "", "", "0.0"],
        ["'=HYPERLINK(0), Eve", "4714", "", "", "", "", "2.67"],
        ["4715", "4715", "", "", "", "", ""],
    ]


def test_the_moodle_file_has_an_address_grades_and_feedback(export):
    rows, _ = export("MoodleExport", '--assignment=["losses"]')
    late = "10 of 10 points, less 2.5 for being late. Well explained."
    later = "1 of 10 points, less 3 for being late."
    assert rows == [
        ["Email address", "Full name", "losses", "losses (feedback)"],
        ["jane@example.edu", "Doe, Jane", "7.25", "7.25 of 10 points."],
        ["jm@example.edu", "Müller-Lü, Jörg", "7.5", late],
        ["ann@example.edu", 'O\'Neil "A", Ann', "0.0", later],
        ["eve@example.edu", "'=HYPERLINK(0), Eve", "2.67", "2.67 of 10 points."],
        ["no-name@example.edu", "4715", "", ""],
    ]


def test_the_exports_have_the_scores_of_nbgrader_s_own(export, tmp_path):
    rows, _ = export("CanvasExport")
    subprocess.run(EXPORT, cwd=tmp_path, check=True)
    with (tmp_path / "grades.csv").open(encoding="utf-8") as file:
        own = [line.split(",") for line in file if line.startswith("losses,")]
    expected = {line[3]: round(float(line[-2]), 2) for line in own}
    assert {row[1]: float(row[6] or 0) for row in rows[2:]} == expected
    assert [points > 0 for points in expected.values()].count(True) == 3


@pytest.mark.parametrize(
    ("exporter", "option", "column"),
    [
        ("CanvasExport", "SIS Login ID", 3),
        ("CanvasExport", "SIS User ID", 2),
        ("MoodleExport", "Username", 0),
        ("MoodleExport", "ID number", 0),
    ],
)
def test_a_student_may_be_identified_by_another_column(export, exporter, option, column):
    settings = f"c.{exporter}.student_is = {option!r}"
    rows, _ = export(exporter, settings=settings)
    assert rows[0][column] == option
    assert [row[column] for row in rows if row[column][:1].isdigit()] == [p[0] for p in STUDENTS]


@pytest.mark.parametrize("exporter", ["CanvasExport", "MoodleExport"])
def test_a_student_who_is_not_found_is_left_out_and_named(export, exporter):
    rows, done = export(exporter, people=STUDENTS + LEFT_OUT, code=1)
    assert "anon_x7Kq2 (none)" in done.stderr
    assert "=4716 (" in done.stderr
    assert len([row for row in rows if "Doe, Jane" in row]) == 1
    assert not [row for row in rows if "Non, A" in row or "Formula, B" in row]


def test_two_students_of_one_address_are_not_both_written(export):
    twin = ("4799", "Jane", "Twin", "jane@example.edu", {"losses": (1.0, 0.0)})
    rows, done = export("MoodleExport", people=[*STUDENTS, twin], code=1)
    assert [row[0] for row in rows].count("jane@example.edu") == 0
    assert "4711 (jane@example.edu), 4799 (jane@example.edu)" in done.stderr


def test_no_cell_of_a_file_is_a_formula(export):
    people = [
        (f"47{n}", text, text, f"p{n}@example.edu", {"losses": (1.0, 0.0)})
        for n, text in enumerate(["=1", "+1", "-1", "@a", "\t=1", " =1"], 20)
    ]
    for exporter in ("CanvasExport", "MoodleExport"):
        rows, _ = export(exporter, people=people)
        assert len(rows) > len(people)
        assert not [cell for row in rows for cell in row if is_formula(cell)]


def test_what_is_still_to_be_graded_by_hand_is_named(export):
    _, done = export("CanvasExport")
    assert "Still to be graded by hand: losses 4713" in done.stderr


def test_only_the_students_asked_for_are_written(export):
    rows, _ = export("CanvasExport", '--student=["4711"]', '--assignment=["losses"]')
    assert [row[1:2] + row[5:] for row in rows[1:]] == [["", "10.0"], ["4711", "7.25"]]
