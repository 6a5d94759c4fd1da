"""Grades as Canvas and Moodle import them: ``nbgrader export --exporter=grader.exports.…``.

The columns are those that ``lib/gradebook_importer.rb`` of instructure/canvas-lms and
``grade/import/csv`` of moodle/moodle read. A score is what nbgrader's own export writes: the points
less the late penalty, and never below 0; with a decimal point and at most two digits after it, as
Canvas writes them. A student who handed in nothing has an empty cell: whether that is 0 is for you
to decide.

A spreadsheet evaluates a cell that begins with ``=``, ``+``, ``-`` or ``@`` as a formula. Such a
name gets an apostrophe in front; the imports do not read it, because both platforms identify a
student by another column. An identifier may not be changed, so a student with such an identifier is
left out and named.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student, SubmittedAssignment
from nbgrader.plugins import ExportPlugin
from traitlets import Dict, Enum, Unicode

from grader.text import shown

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """Return text that no spreadsheet evaluates as a formula.

    >>> harmless("=1+1"), harmless(" @now"), harmless("O'Neil, Ann")
    ("'=1+1", "' @now", "O'Neil, Ann")
    """
    return f"'{text}" if is_formula(text) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may evaluate this text as a formula."""
    return text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)


def number(points: float) -> str:
    """Return points with a decimal point and at most two digits after it.

    >>> number(12.0), number(8 / 3)
    ('12.0', '2.67')
    """
    return str(round(points, 2))


@dataclass(frozen=True)
class Score:
    """A student's result for an assignment."""

    points: float
    penalty: float
    possible: float
    comments: tuple[str, ...]
    open: bool
    """Whether a part still has to be graded manually."""

    @property
    def counts(self) -> float:
        """The points less the penalty."""
        return max(0.0, self.points - self.penalty)

    def in_words(self) -> str:
        """Return a sentence for the student.

        >>> Score(12.0, 2.0, 45.0, ("Well explained.",), False).in_words()
        '12 of 45 points, less 2 for being late. Well explained.'
        """
        points, penalty, possible = (
            f"{round(value, 2):g}" for value in (self.points, self.penalty, self.possible)
        )
        late = f", less {penalty} for being late" if self.penalty else ""
        return " ".join([f"{points} of {possible} points{late}.", *self.comments])


class PlatformExport(ExportPlugin):
    """What the exports for both platforms share."""

    suffix = ""
    student_is: Any

    def rows(
        self, assignments: list[Assignment], students: dict[str, Student], score: Callable[..., Any]
    ) -> Iterator[list[str]]:
        """Yield the rows of the file, the header first.

        Args:
            assignments: the assignments of the gradebook.
            students: its students who are not left out.
            score: returns a student's score for an assignment, if there is one.
        """
        raise NotImplementedError

    def identifier(self, student: Student) -> str:
        """Return the platform's identifier of a student, or an empty string."""
        raise NotImplementedError

    def export(self, gradebook: Gradebook) -> None:
        """Write the file; exit with code 1 if a student is left out of it."""
        assignments = [
            found
            for found in sorted(gradebook.assignments, key=lambda found: found.name)
            if not self.assignment or found.name in map(str, self.assignment)
        ]
        wanted = [
            found
            for found in sorted(gradebook.students, key=lambda found: found.id)
            if not self.student or found.id in map(str, self.student)
        ]
        students: dict[str, Student] = {}
        left_out = []
        times = Counter(self.identifier(student) for student in wanted)
        for student in wanted:
            known_by = self.identifier(student)
            if known_by and times[known_by] == 1 and not is_formula(known_by):
                students[known_by] = student
            else:
                left_out.append(f"{shown(student.id)} ({shown(known_by) or 'none'})")

        def score(assignment: Assignment, student: Student) -> Score | None:
            try:
                found = gradebook.find_submission(assignment.name, student.id)
            except MissingEntry:
                return None
            if found.needs_manual_grade:
                self.log.warning("Still to be graded by hand: %s %s", assignment.name, student.id)
            return score_of(found)

        to = self.to or f"grades-{self.suffix}.csv"
        with open(to, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(self.rows(assignments, students, score))
        self.log.info("Exported the grades of %s students to %s", len(students), to)
        if left_out:
            self.log.error(
                "Left out, because their %s is missing, not unique or of another form: %s",
                self.student_is,
                ", ".join(left_out),
            )
            sys.exit(1)


def score_of(submission: SubmittedAssignment) -> Score:
    """Return the score of a submission in the gradebook."""
    comments = [c.manual_comment for book in submission.notebooks for c in book.comments]
    return Score(
        float(submission.score),
        float(submission.late_submission_penalty or 0),
        float(submission.max_score),
        tuple(" ".join(comment.split()) for comment in comments if comment),
        bool(submission.needs_manual_grade),
    )


class CanvasExport(PlatformExport):
    """Writes the file for Canvas: Grades, Import."""

    suffix = "canvas"
    student_is = Enum(
        ["ID", "SIS User ID", "SIS Login ID"],
        default_value="ID",
        help="What your students are called by in the gradebook; ID is the number in file names.",
    ).tag(config=True)
    columns = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        help="The column of each assignment in Canvas, as its own export has it: Name (4711).",
    ).tag(config=True)

    def identifier(self, student: Student) -> str:
        """Return the student's name in the gradebook, if it is one of Canvas's."""
        known_by = str(student.id)
        # Canvas parses the leading digits of an ID: "4abc" would be student 4.
        return known_by if self.student_is != "ID" or known_by.isdecimal() else ""

    def rows(
        self, assignments: list[Assignment], students: dict[str, Student], score: Callable[..., Any]
    ) -> Iterator[list[str]]:
        """Yield the header, the row of possible points, and a row for each student."""
        known_by = ["ID", "SIS User ID", "SIS Login ID"]
        titles = [harmless(self.columns.get(found.name, found.name)) for found in assignments]
        yield ["Student", *known_by, "Section", *titles]
        yield ["    Points Possible", "", "", "", "", *(number(a.max_score) for a in assignments)]
        for identifier, student in students.items():
            scores = [score(assignment, student) for assignment in assignments]
            yield [
                harmless(name_of(student)),
                *(identifier if self.student_is == column else "" for column in known_by),
                "",
                *(number(found.counts) if found else "" for found in scores),
            ]


class MoodleExport(PlatformExport):
    """Writes the file for Moodle: Grades, Import, CSV file."""

    suffix = "moodle"
    student_is = Enum(
        ["Email address", "Username", "ID number"],
        default_value="Email address",
        help="How Moodle finds a student: by the email address of the gradebook's student, or by "
        "the name that the student has in the gradebook.",
    ).tag(config=True)

    def identifier(self, student: Student) -> str:
        """Return the email address, or the name in the gradebook."""
        return str((student.email if self.student_is == "Email address" else student.id) or "")

    def rows(
        self, assignments: list[Assignment], students: dict[str, Student], score: Callable[..., Any]
    ) -> Iterator[list[str]]:
        """Yield the header and a row for each student: a grade and its feedback in turn."""
        titles = [harmless(found.name) for found in assignments]
        columns = [column for title in titles for column in (title, f"{title} (feedback)")]
        yield [self.student_is, "Full name", *columns]
        for identifier, student in students.items():
            row = [identifier, harmless(name_of(student))]
            for assignment in assignments:
                found = score(assignment, student)
                row += [number(found.counts), found.in_words()] if found else ["", ""]
            yield row


def name_of(student: Student) -> str:
    """Return "Last, First", or the part of it that the gradebook holds."""
    return ", ".join(filter(None, [student.last_name, student.first_name])) or str(student.id)
