"""Downloads of five learning platforms, collected by nbgrader's own command and by the course's."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from grader import GraderError
from grader.__main__ import main
from grader.course.collect import unpack
from grader.course.platforms import PLATFORMS, named_regexp, submitters

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = nbformat.writes(nbformat.v4.new_notebook())

GRADESCOPE = """\
submission_409:
  :submitters:
  - :name: First Last
    :sid: '0123'
    :email: first@example.edu
  :created_at: 2026-10-05 17:34:00.861687000 Z
  :score: 2.0
  :results:
    output: |-
      ============
      - :sid: 'forged'
submission_500:
  :submitters:
  - :name: Alice A
    :sid: ''
    :email: alice@example.edu
  - :name: Bob B
    :sid: 222
    :email: bob@example.edu
  :created_at: 2026-10-05 19:34:00.000000000 +02:00
submission_600:
  :submitters:
  - :name: Nothing Here
    :sid: '600'
    :email: n@example.edu
"""

Wanted = dict[str, tuple[dict[str, str], str | None]]
"""For each student: the files and which upload they come from, and the time."""

DOWNLOADS: dict[str, tuple[list[str], Wanted, list[str]]] = {
    "canvas": (
        [
            "doejane_4711_90210_losses.ipynb",
            "doejane_4711_90211_helper.py",
            "müllerlüdenscheidtjörg_LATE_4712_90212_losses-1.ipynb",
            "oneilann_4713_90213_My losses (final).ipynb",
            "smithbob_4714_90214_losses.ipynb.txt",
            "vandenbergpiet_LATE_4715_90215_essay.pdf",
            "wellslane_4716_text.html",
            "wellslane_4717_90217_x_4711_1_losses.ipynb",
            "anon_x7Kq2_90218_losses.ipynb",
            "LATE_anon_b3_90219_losses.ipynb",
            "twofilestom_4718_90220_losses.ipynb",
            "twofilestom_4718_90221_losses-1.ipynb",
            "strange.ipynb",
        ],
        {
            "4711": ({"losses.ipynb": "90210", "helper.py": "90211"}, None),
            "4712": ({"losses.ipynb": "90212"}, None),
            "4713": ({"My losses (final).ipynb": "90213"}, None),
            "4714": ({"losses.ipynb.txt": "90214"}, None),
            "4715": ({"essay.pdf": "90215"}, None),
            "4717": ({"x_4711_1_losses.ipynb": "90217"}, None),
            "anon_x7Kq2": ({"losses.ipynb": "90218"}, None),
            "anon_b3": ({"losses.ipynb": "90219"}, None),
            "4718": ({"losses.ipynb": "90220", "losses (2).ipynb": "90221"}, None),
        },
        [
            "4715: no notebook; handed in: essay.pdf",
            "4716: no notebook; handed in: wellslane_4716_text.html",
            "download-1/strange.ipynb: the name does not tell whose this is",
        ],
    ),
    "moodle": (
        [
            "Jane Doe_815_assignsubmission_file/losses.ipynb",
            "Jane Doe_815_assignsubmission_file/data/numbers.csv",
            "Jane Doe_815_assignsubmission_onlinetext/onlinetext.html",
            "Jörg Müller-Lüdenscheidt_816_assignsubmission_file_/losses.ipynb",
            "Ann O'Neil_817_assignsubmission_file_losses.ipynb",
            "Zoë Łuk_818_assignsubmission_file_/Jane Doe_815_assignsubmission_file/losses.ipynb",
            "Kim Lee_819_assignsubmission_file_/losses.ipynb",
            "Kim Lee_820_assignsubmission_file_/losses.ipynb",
            "Only Words_821_assignsubmission_onlinetext_/onlinetext.html",
            "Participant_822_assignsubmission_file/losses.ipynb",
            "Participant_823_assignsubmission_file/losses.ipynb",
        ],
        {
            "Jane Doe": (
                {
                    "losses.ipynb": "815_assignsubmission_file/losses",
                    "data/numbers.csv": "815_assignsubmission_file/data",
                },
                None,
            ),
            "Jörg Müller-Lüdenscheidt": ({"losses.ipynb": "816"}, None),
            "Ann O'Neil": ({"losses.ipynb": "817"}, None),
            "Zoë Łuk": ({"Jane Doe_815_assignsubmission_file/losses.ipynb": "818"}, None),
            "Kim Lee 819": ({"losses.ipynb": "819"}, None),
            "Kim Lee 820": ({"losses.ipynb": "820"}, None),
            "Participant 822": ({"losses.ipynb": "822"}, None),
            "Participant 823": ({"losses.ipynb": "823"}, None),
        },
        ["Only Words: no notebook; handed in: onlinetext.html"],
    ),
    "blackboard": (
        [
            "Losses_jdoe_attempt_2026-10-05-09-45-10_losses.ipynb",
            "Losses_jdoe_attempt_2026-10-05-09-45-10.txt",
            "Losses_jdoe_attempt_2026-10-06-14-05-59_losses.ipynb",
            "Losses_jdoe_attempt_2026-10-06-14-05-59_helper.py",
            "Losses_jdoe_attempt_2026-10-06-14-05-59.txt",
            "Week 3 Losses_müller-lü_attempt_2026-10-05-08-00-00_losses.ipynb",
            "Losses_ada_l_attempt_2026-10-05-08-00-01_losses.ipynb",
            "Losses_carl_attempt_2026-10-05-08-00-02"
            "_x_ada_l_attempt_2026-10-07-08-00-00_losses.ipynb",
            "Losses_silent_attempt_2026-10-05-08-00-03.txt",
        ],
        {
            "jdoe": (
                {"losses.ipynb": "10-06-14-05-59_losses", "helper.py": "10-06-14"},
                "2026-10-06 14:05:59",
            ),
            "müller-lü": ({"losses.ipynb": "müller-lü"}, "2026-10-05 08:00:00"),
            "ada_l": ({"losses.ipynb": "Losses_ada_l"}, "2026-10-05 08:00:01"),
            "carl": (
                {"x_ada_l_attempt_2026-10-07-08-00-00_losses.ipynb": "Losses_carl"},
                "2026-10-05 08:00:02",
            ),
        },
        ["silent: no notebook; handed in: Losses_silent_attempt_2026-10-05-08-00-03.txt"],
    ),
    "brightspace": (
        [
            "13394-80551 - Jane Doe - Oct 5, 2026 205 PM/losses.ipynb",
            "13394-80551 - Jane Doe - Dec 1, 2026 1159 PM/losses.ipynb",
            "13394-80551 - Jane Doe - Apr 2, 2027 1200 AM/helper.py",
            "13394-80551 - Jane Doe - Feb 3, 2027 101 AM/losses.ipynb",
            "13395-80551 - Jörg Müller - Lüdenscheidt - Oct 5, 2026 9:45 AM - losses.ipynb",
            "13396-80551 - N0123456 - Ann O'Neil - 5 October 2026 1745/old/losses.ipynb",
            "13397-80551 - Eve - Oct 5, 2026 205 PM - x - Oct 9, 2026 205 PM - losses.ipynb",
            "13398-80551 - Tom - Oct 5, 2026 205 PM/notes.docx",
            "index.html",
        ],
        {
            "13394": ({"losses.ipynb": "Feb 3", "helper.py": "Apr 2"}, "2027-04-02 00:00:00"),
            "13395": ({"losses.ipynb": "13395"}, "2026-10-05 09:45:00"),
            "13396": ({"old/losses.ipynb": "13396"}, "2026-10-05 17:45:00"),
            "13397": ({"x - Oct 9, 2026 205 PM - losses.ipynb": "13397"}, "2026-10-05 14:05:00"),
            "13398": ({"notes.docx": "13398"}, "2026-10-05 14:05:00"),
        },
        ["13398: no notebook; handed in: notes.docx"],
    ),
    "gradescope": (
        [
            "assignment_8046_export/submission_409/losses.ipynb",
            "assignment_8046_export/submission_409/data/numbers.csv",
            "assignment_8046_export/submission_500/submission_409/losses.ipynb",
            "assignment_8046_export/submission_999/losses.ipynb",
            "assignment_8046_export/submission_metadata.yml",
        ],
        {
            "0123": (
                {
                    "losses.ipynb": "export/submission_409/losses",
                    "data/numbers.csv": "submission_409/data",
                },
                "2026-10-05 17:34:00.861687",
            ),
            "alice@example.edu": (
                {"submission_409/losses.ipynb": "submission_500"},
                "2026-10-05 17:34:00",
            ),
            "222": ({"submission_409/losses.ipynb": "submission_500"}, "2026-10-05 17:34:00"),
        },
        [
            "600: no notebook; handed in: nothing",
            "download-1/assignment_8046_export/submission_999/losses.ipynb: "
            "the name does not tell whose this is",
        ],
    ),
}


def notebook_from(name: str) -> str:
    """Return a file's content, which names its origin."""
    return GRADESCOPE if name.endswith(".yml") else json.dumps({"from": name})


@pytest.fixture
def course(tmp_path, monkeypatch) -> Path:
    """An empty course with the course's own settings and one released notebook."""
    (tmp_path / "nbgrader_config.py").write_bytes((ROOT / "nbgrader_config.py").read_bytes())
    release = tmp_path / "exercises" / "demo" / "losses.ipynb"
    release.parent.mkdir(parents=True)
    release.write_text(NOTEBOOK)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def packed(course) -> Callable[..., Path]:
    """Return a function that packs files into a zip beside the course, as a platform does."""

    def pack(names: list[str] | dict[str, bytes], name: str = "My Course submissions.zip") -> Path:
        files = names if isinstance(names, dict) else {n: notebook_from(n).encode() for n in names}
        with zipfile.ZipFile(course / name, "w") as archive:
            for path, data in files.items():
                archive.writestr(path, data)
        return course / name

    return pack


def submitted(course: Path) -> Wanted:
    """Return the files in submitted/."""
    found: Wanted = {}
    for folder in sorted(course.glob("submitted/*/demo")):
        stamp = folder / "timestamp.txt"
        files = {
            str(path.relative_to(folder)): json.loads(path.read_text())["from"]
            for path in folder.rglob("*")
            if path.is_file() and path != stamp
        }
        found[folder.parent.name] = (files, stamp.read_text() if stamp.exists() else None)
    return found


def assert_is(found: Wanted, wanted: Wanted) -> None:
    assert set(found) == set(wanted)
    for student, (files, stamp) in wanted.items():
        assert found[student][1] == stamp, student
        assert set(found[student][0]) == set(files), student
        for name, origin in files.items():
            assert origin in found[student][0][name]


def zip_collect(course: Path) -> subprocess.CompletedProcess[str]:
    """Run nbgrader's own command."""
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", "zip_collect", "demo"],
        cwd=course,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_course_s_command_collects_everybody(course, packed, capsys, platform):
    names, wanted, missing = DOWNLOADS[platform]
    code = main(["collect", "demo", str(packed(names)), "--from", platform])
    said = capsys.readouterr().out
    assert_is(submitted(course), wanted)
    assert re.findall(r"^  (.*)$", said, re.M) == missing
    assert f"{len(wanted)} students collected" in said
    assert code == bool(missing)
    assert not (course / "downloaded").exists()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_nbgrader_zip_collect_knows_the_names(course, packed, platform):
    names, wanted, _ = DOWNLOADS[platform]
    archive = course / "downloaded" / "demo" / "archive"
    archive.mkdir(parents=True)
    packed(names).rename(archive / "download-1.zip")
    settings = course / "nbgrader_config.py"
    text = settings.read_text().replace('named_regexp("blackboard")', f'named_regexp("{platform}")')
    settings.write_text(text)
    done = zip_collect(course)
    assert done.returncode == 0, done.stderr
    if platform == "gradescope":  # nbgrader has one student for each file
        wanted = {name: files for name, files in wanted.items() if name != "222"}
    if platform == "brightspace":  # and compares with the time of a student's other files
        files, stamp = wanted["13394"]
        wanted = wanted | {"13394": (files | {"losses.ipynb": "Dec 1"}, stamp)}
    assert_is(submitted(course), wanted)


def test_zip_collect_alone_drops_students_without_an_error(course, packed):
    """The reason for this course's list."""
    names = ["x_ada_attempt_2026-10-05-09-45-10_losses.ipynb", "ada's losses.ipynb"]
    archive = course / "downloaded" / "demo" / "archive"
    archive.mkdir(parents=True)
    packed(names).rename(archive / "download.zip")
    done = zip_collect(course)
    assert done.returncode == 0
    assert list(submitted(course)) == ["ada"]
    assert "1 files collected, 1 files skipped" in done.stderr


def test_a_student_s_archives_are_unpacked_into_the_submission(course, packed, capsys):
    inner = packed({"a/losses.ipynb": notebook_from("inner").encode()}, "inner.zip").read_bytes()
    files = {"doejane_1_2_work.zip": inner, "leekim_3_4_losses.ipynb": b'{"from": "kim"}'}
    assert main(["collect", "demo", str(packed(files)), "--from", "canvas"]) == 0
    assert submitted(course)["1"] == ({"work/a/losses.ipynb": "inner"}, None)


def test_a_broken_archive_is_listed_and_the_rest_collected(course, packed, capsys):
    files = {"doejane_1_2_work.zip": b"broken", "leekim_3_4_losses.ipynb": b'{"from": "kim"}'}
    assert main(["collect", "demo", str(packed(files)), "--from", "canvas"]) == 1
    assert "  1: no notebook; handed in: work.zip\n" in capsys.readouterr().out
    assert (course / "submitted/3/demo/losses.ipynb").is_file()


def test_an_archive_larger_than_the_limit_is_not_unpacked(course, packed, capsys):
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write("c.CourseDirectory.max_dir_size = 1\n")
    inner = packed({"losses.ipynb": b"0" * 1001}, "inner.zip").read_bytes()
    assert main(["collect", "demo", str(packed({"d_1_2_w.zip": inner})), "--from", "canvas"]) == 1
    assert "  1: no notebook; handed in: w.zip\n" in capsys.readouterr().out
    with pytest.raises(ValueError, match="1,001 bytes, more than 1,000"):
        unpack(course / "inner.zip", course / "out", 1000)


def test_names_in_a_student_s_archive_are_not_another_student_s(course, packed, capsys):
    """Not even in an archive whose name matches no platform."""
    forged = packed({"leekim_3_4_losses.ipynb": b'{"from": "forged"}'}, "inner.zip").read_bytes()
    files = {"unknown.zip": forged, "doejane_1_2_w.zip": forged, "a/extracted/c_5_6_f.ipynb": b"{}"}
    assert main(["collect", "demo", str(packed(files)), "--from", "canvas"]) == 1
    assert submitted(course) == {"1": ({"w/leekim_3_4_losses.ipynb": "forged"}, None)}
    said = capsys.readouterr().out
    assert "unknown/leekim_3_4_losses.ipynb: the name does not tell" in said
    assert "a/extracted/c_5_6_f.ipynb: the name does not tell" in said


def test_a_time_that_a_student_hands_in_does_not_count(course, packed):
    files = {"d_1_2_losses.ipynb": b'{"from": "d"}', "d_1_3_timestamp.txt": b"2020-01-01 00:00:00"}
    assert main(["collect", "demo", str(packed(files)), "--from", "canvas"]) == 0
    assert submitted(course) == {"1": ({"losses.ipynb": "d"}, None)}


def test_what_is_there_is_replaced_only_when_asked(course, packed, capsys):
    first = packed({"d_1_2_losses.ipynb": b'{"from": "old"}'}, "first.zip")
    again = packed(
        {"d_1_3_losses.ipynb": b'{"from": "new"}', "e_2_4_losses.ipynb": b'{"from": "e"}'}
    )
    assert main(["collect", "demo", str(first), "--from", "canvas"]) == 0
    assert main(["collect", "demo", str(again), "--from", "canvas"]) == 2
    assert "already in submitted/: 1; --force replaces" in capsys.readouterr().err
    assert submitted(course) == {"1": ({"losses.ipynb": "old"}, None)}
    assert main(["collect", "demo", str(again), "--from", "canvas", "--force"]) == 0
    assert submitted(course)["1"] == ({"losses.ipynb": "new"}, None)
    assert set(submitted(course)) == {"1", "2"}


def test_an_unzipped_download_is_collected_and_links_are_not(course, tmp_path):
    download = tmp_path / "My download" / "inner"
    download.mkdir(parents=True)
    (download / "doejane_1_2_losses.ipynb").write_text('{"from": "jane"}')
    (tmp_path / "secret").write_text('{"from": "secret"}')
    (download / "doejane_1_3_data.csv").symlink_to(tmp_path / "secret")
    assert main(["collect", "demo", str(download.parent), "--from", "canvas"]) == 0
    assert submitted(course) == {"1": ({"losses.ipynb": "jane"}, None)}


@pytest.mark.parametrize("called", ["..", ".hidden", "a" * 201])
def test_a_name_that_cannot_be_a_folder_is_listed(course, packed, capsys, called):
    name = f"Losses_{called}_attempt_2026-10-05-09-45-10_losses.ipynb"
    assert main(["collect", "demo", str(packed([name]))]) == 1
    assert "the name does not tell whose this is" in capsys.readouterr().out
    assert not (course / "submitted").exists()


def test_a_course_s_own_pattern_replaces_the_platforms(course, packed):
    with (course / "nbgrader_config.py").open("a") as settings:
        pattern = r".*/(?P<student_id>\w+)-(?P<file_id>\w+\.ipynb)"
        settings.write(f"c.FileNameCollectorPlugin.named_regexp = {pattern!r}\n")
    assert main(["collect", "demo", str(packed(["ada-losses.ipynb"]))]) == 0
    assert list(submitted(course)) == ["ada"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["demo", "d.zip", "--from", "email"],
            "'email' is no known platform; choose one",
        ),
        (["dmeo", "d.zip"], "is 'dmeo' its name?"),
        (["demo", "nbgrader_config.py"], "nbgrader_config.py is no zip file and no folder"),
        (["demo", "bad.zip"], "can't be unpacked: it is neither a zip file nor a tar file"),
    ],
)
def test_a_source_that_cannot_be_collected_is_named(course, packed, capsys, words, message):
    packed(["x_1_2_losses.ipynb"], "d.zip")
    (course / "bad.zip").write_bytes(b"bad")
    assert main(["collect", *words]) == 2
    assert message in capsys.readouterr().err


def test_metadata_of_an_unknown_format_is_named(tmp_path):
    path = tmp_path / "submission_metadata.yml"
    path.write_text("submission_1: [1, 2]\n")
    with pytest.raises(GraderError, match="not as Gradescope writes it"):
        submitters(path)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_pattern_takes_long_for_a_long_name(platform):
    place = "/c/downloaded/demo/extracted/d/"
    pattern = re.compile(named_regexp(platform))
    for part in (
        "a_1",
        " - 1",
        "_attempt_2026",
        "1 May 2026 ",
        "submission_1",
        "_assignsubmission_",
    ):
        start = time.monotonic()
        pattern.match(place + part * 60)
        assert time.monotonic() - start < 1


def test_a_pattern_without_its_groups_is_named(course, packed, capsys):
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write('c.FileNameCollectorPlugin.named_regexp = r".*/(?P<student_id>.+)"\n')
    assert main(["collect", "demo", str(packed(["ada-losses.ipynb"]))]) == 2
    assert "named_regexp needs the groups student_id and file_id" in capsys.readouterr().err
