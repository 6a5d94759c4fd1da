"""Collect a learning platform's download: unpack its zip into ``submitted/``.

nbgrader's ``zip_collect`` does the work. It only logs what it leaves out; here every omission is
listed and reflected in the exit code. A student's broken archive is listed and does not stop the
rest.
"""

from __future__ import annotations

import shutil
import tarfile
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.apps.zipcollectapp import ZipCollectApp
from nbgrader.plugins import ExtractorPlugin

from grader import GraderError
from grader.course.platforms import (
    ARCHIVES,
    METADATA,
    Collector,
    Upload,
    files_below,
    is_nobodys,
    named_regexp,
    submitters,
    unpacked_into,
)
from grader.submission.task import ENDING
from grader.text import shown

DEEPEST = 3
"""Levels of nested archives that are unpacked."""


@dataclass
class Summary:
    """What was collected, and who or what was not."""

    students: int = 0
    files: int = 0
    missing: list[str] = field(default_factory=list)
    """Sentences on students without a notebook, and on files that belong to no student."""


class Extractor(ExtractorPlugin):
    """Unpacks downloads and the archives in them; keeps an archive that can't be unpacked."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack or copy everything from one folder into the other.

        Args:
            archive_path: folder with the downloads.
            extracted_path: folder for their contents.

        Raises:
            GraderError: a download itself can't be unpacked.
        """
        source, target = Path(archive_path), Path(extracted_path)
        for path in sorted(files_below(source)):
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix.lower() in ARCHIVES and path.parent == source:
                try:
                    unpack(path, unpacked_into(place))
                except Exception as error:
                    raise GraderError(f"{path.name} can't be unpacked: {error}") from error
            else:
                shutil.copy(path, place)
        most = 1000 * self.parent.coursedir.max_dir_size
        todo = [(path, 1) for path in files_below(target)]
        for path, depth in todo:  # grows on the way
            if path.suffix.lower() in ARCHIVES and depth <= DEEPEST:
                folder = unpacked_into(path)
                try:
                    unpack(path, folder, most)
                except Exception:  # any error that a library raises on a student's file
                    shutil.rmtree(folder, ignore_errors=True)
                    self.log.warning("This archive can't be unpacked: %s", path)
                else:
                    todo += [(found, depth + 1) for found in files_below(folder)]


def unpack(archive: Path, folder: Path, most: float = float("inf")) -> None:
    """Unpack the ordinary files of an archive into a new folder.

    Args:
        archive: a zip or tar file.
        folder: where its files go; it must not exist.
        most: largest total size, in bytes.

    Raises:
        ValueError: it is no such file, or its files are too large.
    """
    folder.mkdir()
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as file:
            _within(most, sum(member.file_size for member in file.infolist()))
            file.extractall(folder)
    elif tarfile.is_tarfile(archive):
        with tarfile.open(archive) as tar:
            members = [member for member in tar if member.isfile() or member.isdir()]
            _within(most, sum(member.size for member in members))
            tar.extractall(folder, members, filter="data")
    else:
        raise ValueError("it is neither a zip file nor a tar file")


def _within(most: float, size: int) -> None:
    if size > most:
        raise ValueError(f"its files have {size:,} bytes, more than {most:,.0f}")


class CollectApp(ZipCollectApp):
    """``nbgrader zip_collect`` that records what it leaves out."""

    summary: Summary

    def _collect_files(self, src_files: list[str]) -> dict[str, dict[str, Any]]:
        """Collect in order of time: nbgrader compares with the student's previous time only."""
        collector: Collector = self.collector_plugin_inst
        uploads = {path: collector.upload(Path(path)) for path in src_files}
        times = {path: str(upload.time) if upload else "" for path, upload in uploads.items()}
        ordered = sorted(src_files, key=lambda path: (times[path], path))
        collected: dict[str, dict[str, Any]] = super()._collect_files(ordered)
        for upload in uploads.values():
            if upload and upload.student in collected:
                for partner in upload.with_:
                    collected.setdefault(
                        partner, self._copy_for(partner, collected[upload.student])
                    )
        self.summary = Summary(
            len(collected),
            sum(len(data["src_files"]) for data in collected.values()),
            self._missing(uploads, collected),
        )
        return collected

    def _place_of(self, student: str) -> Path:
        rules = self.coursedir
        folder = rules.format_path(rules.submitted_directory, student, rules.assignment_id)
        return Path(folder)

    def _copy_for(self, student: str, data: dict[str, Any]) -> dict[str, Any]:
        places = [str(self._place_of(student) / name) for name in data["file_ids"]]
        return data | {"dest_files": places}

    def _missing(
        self, uploads: dict[str, Upload | None], collected: dict[str, dict[str, Any]]
    ) -> list[str]:
        """Return a sentence on each student without a notebook, and on each file of no student."""
        extracted = self.collector_plugin_inst.extracted
        files = defaultdict(list)
        nobodys = []
        for path, upload in uploads.items():
            if is_nobodys(Path(path), extracted):
                continue
            name = str(Path(path).relative_to(extracted))
            if upload:
                for student in (upload.student, *upload.with_):
                    files[student].append(upload.file or name.rpartition("/")[2])
            else:
                nobodys.append(name)
        for metadata in extracted.rglob(METADATA):
            for entry in submitters(metadata).values():
                for student in (entry.student, *entry.with_):
                    files[student] += []
        sentences = []
        for student, names in sorted(files.items()):
            taken = collected.get(student, {}).get("file_ids", [])
            if not any(ENDING.search(name) for name in taken):
                what = ", ".join(shown(name) for name in names) or "nothing"
                sentences.append(f"{shown(student)}: no notebook; handed in: {what}")
        return sentences + [
            f"{shown(name)}: the name does not tell whose this is" for name in sorted(nobodys)
        ]

    def _transfer_files(self, collected_data: dict[str, dict[str, Any]]) -> None:
        """Copy the files of all students, or of none if one of them has files there already."""
        there = [name for name in sorted(collected_data) if any(self._place_of(name).glob("*"))]
        if there and not self.force:
            names = ", ".join(map(shown, there))
            raise GraderError(f"already in submitted/: {names}; --force replaces what is there")
        super()._transfer_files(collected_data)


def collect(
    assignment: str, downloads: Sequence[Path], platform: str | None = None, force: bool = False
) -> Summary:
    """Collect an assignment's submissions from downloads into ``submitted/`` of this folder.

    Args:
        assignment: the assignment.
        downloads: zip files, or folders with what was in them; they are read and not changed.
        platform: where they come from; by default the ``named_regexp`` of ``nbgrader_config.py``
            decides.
        force: whether to replace what the same students have in ``submitted/``.

    Returns:
        What was collected, and sentences on what was not.

    Raises:
        GraderError: a download can't be read, or files are there already; nothing was changed.
    """
    app = CollectApp()
    app.initialize([assignment, "--log-level=ERROR"])
    released = app.coursedir.format_path(app.coursedir.release_directory, ".", assignment)
    if not any(Path(released).glob("*.ipynb")):
        raise GraderError(f"no notebook in {released}; is {assignment!r} its name?")
    app.extractor_plugin, app.collector_plugin, app.force = Extractor, Collector, force
    if platform:
        app.config.FileNameCollectorPlugin.named_regexp = named_regexp(platform)
    with tempfile.TemporaryDirectory(prefix="lbh-") as temporary:
        place = Path(temporary, "downloaded", assignment)
        app.collect_directory_structure = f"{place}/{{collect_step}}"
        archive = place / app.archive_directory
        archive.mkdir(parents=True)
        for number, download in enumerate(downloads, 1):
            copy = archive / f"download-{number}"
            if download.is_dir():
                shutil.copytree(download, copy, symlinks=True)
            elif download.suffix.lower() in ARCHIVES:
                shutil.copy(download, f"{copy}{download.suffix.lower()}")
            else:
                raise GraderError(f"{download} is no zip file and no folder")
        try:
            app.start()
        except SystemExit as error:
            raise GraderError("nbgrader stopped; it says why above") from error
    return app.summary
