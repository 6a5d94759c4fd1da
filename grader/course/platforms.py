r"""Find the student of each file in a learning platform's download.

Each platform packs the files of an assignment into one zip, and encodes the student in the names
there. The formats were taken from the code that writes them, or from a program that reads them:

- Canvas: ``doejane_LATE_4711_90210_essay-1.ipynb``, from ``lib/content_zipper.rb`` of
  instructure/canvas-lms: the name in lower case, LATE, the number of the student, that of the
  file, and the file. Without names it is ``anon_x7Kq2_90210_essay.ipynb``. Canvas appends ``-1``
  to a file that is handed in again.
- Moodle: ``Jane Doe_815_assignsubmission_file/essay.ipynb``, from
  ``mod/assign/classes/downloader.php`` of moodle/moodle; older versions end the folder's name with
  ``_``, and without folders the file follows there. The number differs between assignments, so that
  the name identifies the student.
- Blackboard: ``Essay_jdoe_attempt_2026-10-05-14-05-59_essay.ipynb``, and a ``.txt`` for each
  attempt, from vangef/BBGradebookOrganiser and nbgrader's own documentation.
- Brightspace: ``13394-80551 - Jane Doe - Oct 5, 2026 205 PM/essay.ipynb``, from cgmb/d2lmf;
  without folders `` - `` stands in place of ``/``. The first number is the student's.
- Gradescope: ``assignment_8046_export/submission_409/essay.ipynb``. The student and the time are in
  ``submission_metadata.yml``, as programs that read this file show.

>>> import re
>>> place = "/course/downloaded/demo/extracted/download/"
>>> found = re.match(named_regexp("canvas"), f"{place}doejane_LATE_4711_90210_essay-1.ipynb")
>>> found["student_id"], found["file_id"]
('4711', 'essay-1.ipynb')
>>> found = re.match(named_regexp("moodle"), f"{place}Zoë O'Hara-Doe_815_assignsubmission_file/a/b.py")
>>> found["student_id"], found["file_id"]
("Zoë O'Hara-Doe", 'a/b.py')

A file name that a student chose comes after the platform's part and has no influence:

>>> forged = "Essay_jdoe_attempt_2026-10-05-14-05-59_x_ada_attempt_2026-10-05-14-05-59_essay.ipynb"
>>> re.match(named_regexp("blackboard"), place + forged)["student_id"]
'jdoe'
"""  # noqa: E501 - names are long

from __future__ import annotations

import functools
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import dateutil.parser
import yaml
from nbgrader.plugins import FileNameCollectorPlugin

from grader import GraderError
from grader.submission.companions import FOR_FEEDBACK

MONTH_DAY = r"[^\W\d]+\.? \d{1,2},?|\d{1,2}\.? [^\W\d]+\.?,?"
FORMS = {
    "canvas": r"(?:\w+?_)??(?:LATE_)?(?P<student_id>\d+|anon_[^\W_]+)_"
    r"(?:\d+_(?P<file_id>[^/].*)|(?P<no_file>text|link)\.html$)",
    "moodle": r"(?P<student_id>[^/]+?)_(?P<number>\d+)_assignsubmission_"
    r"(?:file(?:_?/|_)(?P<file_id>.+)|(?P<no_file>[a-z]+(?:_?/|_).+))",
    "blackboard": r"[^/_]+_(?P<student_id>[^/]+?)_attempt_(?P<timestamp>\d{4}(?:-\d\d){5})"
    r"(?:_(?P<file_id>.+)|(?P<no_file>\.txt)$)",
    "brightspace": r"(?P<student_id>\d+)-\d+ - [^/]+? - "
    rf"(?P<timestamp>(?:{MONTH_DAY}) \d{{4}},? \d{{1,2}}[:.]?\d\d(?: ?[AaPp]\.?[Mm]\.?)?)"
    r"(?:/| - )(?P<file_id>.+)",
    "gradescope": r"(?P<student_id>(?P<folder>submission_\d+))/(?P<file_id>.+)",
}
"""How each platform begins the path of a student's file in a download."""
PLATFORMS = tuple(FORMS)
METADATA = "submission_metadata.yml"
"""The file in which Gradescope lists who handed in."""
NOBODYS = re.compile(rf"(?:.*/)?(?:__MACOSX/.*|\.DS_Store|\._[^/]*|{METADATA})$|[^/]+/index\.html$")
"""Files that operating systems and platforms add, as paths below the unpacked folder."""
ARCHIVES = (".zip", ".gz", ".tgz", ".tar")


def named_regexp(platform: str) -> str:
    """Return the pattern of a platform's names, for nbgrader's ``named_regexp``.

    It is matched with a file's whole path. Up to two folders may stand around the files: the one
    that nbgrader makes for a download, and one inside that download.

    Args:
        platform: one of ``PLATFORMS``.

    Raises:
        GraderError: no such platform is known.

    >>> named_regexp("email")
    Traceback (most recent call last):
    grader.GraderError: 'email' is no known platform; choose one of canvas, moodle, ...
    """
    try:
        form = FORMS[platform]
    except KeyError:
        known = ", ".join(PLATFORMS)
        raise GraderError(f"{platform!r} is no known platform; choose one of {known}") from None
    # The prefix is matched atomically (?>): a student's own folder "extracted" does not count.
    place = r"(?>.*?/downloaded/[^/]+/extracted/)"
    unnamed = re.sub(r"\?P<\w+>", "?:", form)
    return rf"{place}(?P<above>(?:(?!{unnamed})[^/]+/){{0,2}}){form}"


@dataclass(frozen=True)
class Upload:
    """One file of a download: its student, its time, and its path in the submission."""

    student: str
    file: str | None
    """The path in the submission; None for a platform's own file about a student."""
    time: datetime | None = None
    """In UTC; a time without a zone counts as UTC."""
    with_: tuple[str, ...] = ()
    """Others who hand in together with the student."""


def time_of(text: str | None) -> datetime | None:
    """Read the time in a name, if it is one.

    >>> time_of("2026-10-05-14-05-59"), time_of("Oct 5, 2026 205 PM")
    (datetime.datetime(2026, 10, 5, 14, 5, 59), datetime.datetime(2026, 10, 5, 14, 5))
    >>> time_of("soon")
    """
    # nbgrader's parser reads 09-45-10 as 19:00, and fails on 14-05-59.
    text = re.sub(r"-(\d\d)-(\d\d)-(\d\d)$", r" \1:\2:\3", text or "")
    text = re.sub(r" (\d{1,2})(\d\d)( ?[AaPp]\.?[Mm]\.?)?$", r" \1:\2\3", text)
    try:
        found = dateutil.parser.parse(text)
    except (ValueError, OverflowError):
        return None
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


@functools.cache
def submitters(metadata: Path) -> dict[str, Upload]:
    """Read who handed in each submission of Gradescope's, and when.

    A student is identified by the student ID, or by the email address if there is none.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        entries = yaml.load(metadata.read_text("utf-8"), loader) or {}
        found = {}
        for folder, entry in entries.items():
            people = [str(p.get(":sid") or p.get(":email") or "") for p in entry[":submitters"]]
            named = [person for person in people if person]
            if named:
                time = time_of(str(entry.get(":created_at", "")))
                found[str(folder)] = Upload(named[0], None, time, tuple(named[1:]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, yaml.YAMLError) as error:
        raise GraderError(f"{METADATA} is not as Gradescope writes it: {error}") from error
    return found


class Collector(FileNameCollectorPlugin):
    """Finds the student of a file, for ``nbgrader zip_collect`` and ``python -m grader collect``.

    Every file of a student is collected, not only notebooks. Gradescope's names hold a number; its
    student is looked up.
    """

    @property
    def extracted(self) -> Path:
        """Where the downloads were unpacked."""
        return Path(self.parent._format_collect_path(self.parent.extracted_directory))

    @functools.cached_property
    def released(self) -> set[str]:
        """The names of the assignment's notebooks."""
        rules = self.parent.coursedir
        folder = Path(rules.format_path(rules.release_directory, ".", rules.assignment_id))
        return {path.name for path in folder.glob("*.ipynb")}

    @functools.cached_property
    def _taken(self) -> set[tuple[str, str]]:
        return set()

    @functools.cached_property
    def _untimed(self) -> set[str]:
        return set()

    @functools.cached_property
    def _numbers(self) -> dict[str, set[str]]:
        """The numbers of each name in Moodle's files: people with the same name differ in them."""
        found = defaultdict(set)
        for path in files_below(self.extracted):
            if match := re.match(self.named_regexp, str(path)):
                groups = match.groupdict()
                if groups.get("number"):
                    found[groups["student_id"]].add(groups["number"])
        return found

    def upload(self, path: Path) -> Upload | None:
        """Return the student and the path of a file, or None if its name matches no pattern.

        Raises:
            GraderError: the pattern lacks a group, or Gradescope's metadata has an unknown format.
        """
        match = re.match(self.named_regexp, str(path)) if self.named_regexp else None
        if not match:
            return None
        groups = match.groupdict()
        if not groups.keys() >= {"student_id", "file_id"}:
            raise GraderError("named_regexp needs the groups student_id and file_id")
        above = groups.get("above") or ""
        if _in_an_archive(self.extracted, above):
            return None
        student, time = groups["student_id"], time_of(groups.get("timestamp"))
        partners: tuple[str, ...] = ()
        if groups.get("folder"):
            known = submitters(self.extracted / above / METADATA).get(student)
            if not known:
                return None
            student, time, partners = known.student, known.time, known.with_
        elif len(self._numbers[student]) > 1:
            student = f"{student} {groups['number']}"
        student = unicodedata.normalize("NFC", student)
        if not is_a_folder_name(student):
            return None
        return Upload(student, groups["file_id"], time, partners)

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Return what nbgrader asks of a collector: student, file and time; None for no file."""
        path = Path(submitted_file)
        upload = None if is_nobodys(path, self.extracted) else self.upload(path)
        if upload is None or upload.file is None or is_left_out(path, upload.file):
            return None
        student, file = upload.student, self._as_released(upload.file)
        if upload.time is None:
            self._untimed.add(student)
        if student in self._untimed:  # nbgrader fails if it can't compare two times
            file = self._another_name(student, file)
        self._taken.add((student, file))
        time = {"timestamp": str(upload.time)} if upload.time else {}
        return {"student_id": student, "file_id": file, **time}

    def _as_released(self, file: str) -> str:
        """Return the released name of a notebook to whose name a platform has added a number."""
        plain = re.sub(r"(-\d+| ?\(\d+\))(?=\.ipynb$)", "", file)
        return plain if file not in self.released and plain in self.released else file

    def _another_name(self, student: str, file: str) -> str:
        stem, ending = os.path.splitext(file)
        number, name = 1, file
        while (student, name) in self._taken:
            number += 1
            name = f"{stem} ({number}){ending}"
        return name


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every file of a folder, without links."""
    for place, _, names in os.walk(folder):
        yield from (p for name in names if not (p := Path(place, name)).is_symlink())


def is_nobodys(path: Path, extracted: Path) -> bool:
    """Whether an operating system or a platform added this file.

    Args:
        path: the file.
        extracted: where the downloads were unpacked.

    >>> is_nobodys(Path("/x/extracted/download/index.html"), Path("/x/extracted"))
    True
    """
    return bool(NOBODYS.match(str(path.relative_to(extracted))))


def is_left_out(path: Path, file: str) -> bool:
    """Whether a student's file is left out: unpacked archives, hidden files, nbgrader's own.

    Args:
        path: where the file was unpacked.
        file: its path in the submission.
    """
    unpacked = path.suffix.lower() in ARCHIVES and unpacked_into(path).is_dir()
    hidden = any(part.startswith(".") for part in Path(file).parts)
    return unpacked or hidden or file in FOR_FEEDBACK or path.is_symlink()


def unpacked_into(archive: Path) -> Path:
    """Return the folder that an archive is unpacked into, beside it.

    >>> unpacked_into(Path("a/work.tar.gz"))
    PosixPath('a/work')
    """
    return archive.with_name(re.sub(r"(\.tar)?\.[^.]+$", "", archive.name))


def is_a_folder_name(student: str) -> bool:
    """Whether a folder of ``submitted/`` can have this name.

    >>> is_a_folder_name("Zoë O'Hara-Doe"), is_a_folder_name(".."), is_a_folder_name("a/b")
    (True, False, False)
    """
    return bool(re.fullmatch(r"(?!\.)[^/\x00]{1,200}", student))


def _in_an_archive(extracted: Path, above: str) -> bool:
    """Whether one of these folders was unpacked from an archive inside a download.

    A student's archive may hold names that imitate those of others.
    """
    folder = extracted / above
    around = [folder, *folder.parents][: len(Path(above).parts)]
    return any(f.with_name(f.name + end).exists() for f in around for end in (*ARCHIVES, ".tar.gz"))
