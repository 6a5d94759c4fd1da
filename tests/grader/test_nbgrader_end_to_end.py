"""nbgrader's real commands, from the release of an exercise to its grades and feedback."""

from __future__ import annotations

import csv
import html
import json
import os
import re
import secrets
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Page, Request, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from grader.check import check

HIDDEN = "BEGIN HIDDEN TESTS"


@pytest.fixture(scope="module", params=["gradebook.db", "of-this-grader.db"], ids=["stock", "ours"])
def grades(course, request):
    """The points of each test cell of each student, from each grader."""
    with Gradebook(f"sqlite:///{course.folder / request.param}") as gradebook:
        return {
            submission.student.id: {
                grade.name: grade.auto_score
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in gradebook.assignment_submissions(course.assignment)
        }


def test_each_test_cell_of_a_student_has_a_grade(course, grades, student):
    assert set(grades[student]) == set(course.tests)
    assert None not in grades[student].values()


def test_a_right_notebook_gets_full_marks(course, grades):
    assert grades["right"] == course.tests


def test_the_untouched_release_gets_nothing(course, grades):
    assert grades["untouched"] == dict.fromkeys(course.tests, 0)


def test_a_partly_right_notebook_gets_its_points_exactly(course, grades):
    assert grades["partly"] == course.owed["partly"]
    assert 0 < sum(grades["partly"].values()) < sum(course.tests.values())


def test_deleted_and_copied_tests_and_warnings_cost_nothing(course, grades):
    assert grades["careless"] == course.tests


def test_edited_tests_gain_nothing(course, grades):
    assert grades["edited"] == dict.fromkeys(course.tests, 0)


def test_the_exported_table_has_the_scores_of_the_gradebook(course, grades, student):
    with (course.folder / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert rows[student]["assignment"] == course.assignment
    assert float(rows[student]["score"]) == sum(grades[student].values())
    assert float(rows[student]["max_score"]) == sum(course.tests.values())


@pytest.mark.parametrize(
    ("platform", "column"), [("canvas", "SIS Login ID"), ("moodle", "Username")]
)
def test_a_platform_s_table_has_the_scores_of_the_gradebook(course, grades, platform, column):
    with (course.folder / f"{platform}.csv").open(newline="") as file:
        rows = {row[column]: row for row in csv.DictReader(file) if row[column]}
    found = {student: float(row[course.assignment]) for student, row in rows.items()}
    assert found == {student: sum(points.values()) for student, points in grades.items()}


def test_the_time_in_an_uploaded_name_is_kept(course, uploader, stamp):
    year, month, day, *clock = stamp.split("-")
    with Gradebook(course.database) as gradebook:
        submission = gradebook.find_submission(course.assignment, uploader)
        assert str(submission.timestamp) == f"{year}-{month}-{day} {':'.join(clock)}"


def test_feedback_shows_the_message_of_each_failed_test(course, grades, student):
    page = course.feedback(student).read_text("utf-8")
    text = html.unescape(re.sub(r"<[^>]+>", "", page))
    messages = course.failures(student)
    assert len(messages) == list(grades[student].values()).count(0)
    for message in messages:
        assert all(line.strip() in text for line in message.splitlines())


def test_a_student_fetches_the_feedback_that_was_generated(course):
    (fetched,) = (course.students["partly"].home / course.assignment).glob("feedback/*/*.html")
    assert fetched.read_bytes() == course.feedback("partly").read_bytes()


def test_hidden_tests_are_in_the_feedback_but_not_in_the_release(course):
    assert any(HIDDEN in cell.source for cell in course.master.cells)
    assert HIDDEN in course.feedback("partly").read_text("utf-8")
    assert HIDDEN not in course.release.read_text("utf-8")


def test_a_wrong_assignment_name_is_named_in_the_error(course):
    output = course.teacher.run("nbgrader release_assignment clasification", course.folder, code=1)
    assert "Assignment not found" in output
    assert f"Did you mean: ~/losses-course/exercises/./{course.assignment}" in output


@pytest.mark.parametrize("name", ["careless", "edited"])
def test_grader_check_agrees_with_autograde_on_each_cell(course, grades, sandbox, name):
    exercise, verdicts = check(course.submission(name), sandbox, course.folder / "solutions")
    assert exercise == f"{course.assignment}/{course.notebook}"
    assert {verdict.name: verdict.points for verdict in verdicts} == grades[name]


def test_grader_check_agrees_on_the_command_line_too(course, grades):
    (printed,) = (output for command, output in course.transcript if "grader check" in command)
    rows = re.findall(r"^(\w+) .* (\S+) / *\S+$", printed, re.M)
    *tests, (_, total) = [(name, float(points)) for name, points in rows]
    assert dict(tests) == grades["partly"]
    assert total == sum(grades["partly"].values())


@pytest.fixture(scope="module")
def jupyterlab(course):
    """JupyterLab in the course's folder, as an address with a token."""
    token = secrets.token_hex()
    news = course.teacher.home / ".jupyter/lab/user-settings/@jupyterlab/apputils-extension"
    news.mkdir(parents=True)
    (news / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
    options = ["--no-browser", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", "--allow-root"]
    environment = course.teacher.environment | {"HOME": str(course.teacher.home)}
    log = course.teacher.home / "lab.log"
    with log.open("w") as file:
        server = subprocess.Popen(
            ["jupyter", "lab", *options, f"--IdentityProvider.token={token}"],
            cwd=course.folder,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        try:
            info = Path(environment["JUPYTER_RUNTIME_DIR"], f"jpserver-{server.pid}.json")
            deadline = time.monotonic() + 120
            while not (info.exists() and info.read_text().endswith("}")):
                assert server.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.2)
            yield f"{json.loads(info.read_text())['url']}lab?token={token}"
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def open_formgrader(page: Page) -> None:
    """Choose it in the menu; JupyterLab closes an open menu when a part of it finishes loading."""
    for attempt in range(20):
        try:
            page.get_by_role("menuitem", name="Nbgrader").click(timeout=10_000)
            page.get_by_role("menuitem", name="Formgrader").click(timeout=10_000)
            return
        except PlaywrightTimeout:
            if attempt == 19:
                raise
            page.keyboard.press("Escape")


def look_around(chromium: str, address: str, assignment: str, notebook: str) -> SimpleNamespace:
    """Open the formgrader from JupyterLab's menu and record what it shows."""
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",  # a container's may be small
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        # Whatever a page asks of another host fails at once, and is recorded as a request.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ]
    seen = SimpleNamespace(foreign=set())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page(viewport={"width": 1280, "height": 760}, color_scheme="light")
        page.set_default_timeout(180_000)
        here = address.partition("lab?")[0]

        def note(request: Request) -> None:
            if not request.url.startswith(here):
                seen.foreign.add(request.url)

        page.on("request", note)
        page.goto(address)
        open_formgrader(page)
        frame = page.frame_locator("iframe")
        row = frame.locator("tbody tr", has_text=assignment)
        row.wait_for()
        seen.assignment = row.inner_text()
        row.locator(".num-submissions a").click()
        frame.locator("tbody tr", has_text="untouched").wait_for()
        seen.submissions = frame.locator("tbody").inner_text()
        if picture := os.environ.get("FORMGRADER_PICTURE"):
            page.locator("[data-id=filebrowser]").click()  # closes it
            page.wait_for_timeout(1000)
            page.screenshot(path=picture)
        frame.locator("tbody tr", has_text="partly").get_by_role("link").first.click()
        frame.get_by_role("link", name=notebook).click()
        frame.get_by_text("Student's answer").first.wait_for()
        seen.answer = frame.locator("body").inner_text()
        scores = frame.locator("input.score")
        # A script of the page fills in the points, one field after the other.
        scores.first.wait_for()
        frame.locator("input.score[placeholder]").nth(scores.count() - 1).wait_for()
        seen.points = [float(field.get_attribute("placeholder") or "nan") for field in scores.all()]
        browser.close()
    return seen


@pytest.fixture(scope="module")
def formgrader(course, jupyterlab, chromium):
    # In a separate thread: another test of this session may have a browser open.
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(look_around, chromium, jupyterlab, course.assignment, course.notebook)
        return job.result(timeout=600)


def test_the_formgrader_counts_the_submissions_of_the_assignment(formgrader, grades):
    assert str(len(grades)) in formgrader.assignment.split()


def test_the_formgrader_lists_a_student_with_the_score(course, grades, formgrader, student):
    (row,) = (line for line in formgrader.submissions.splitlines() if f"\t{student}\t" in line)
    got, possible = sum(grades[student].values()), sum(course.tests.values())
    assert "graded" in row
    assert f"{got:g} / {possible:g}" in row


def test_the_formgrader_shows_an_answer_with_its_messages(course, grades, formgrader):
    assert formgrader.points == [grades["partly"][test] for test in course.tests]
    messages = course.failures("partly")
    assert messages
    for message in messages:
        assert all(line.strip() in formgrader.answer for line in message.splitlines())


def test_the_formgrader_asks_other_hosts_for_nothing_but_mathjax(formgrader):
    assert {url.split("/")[2] for url in formgrader.foreign} <= {"cdnjs.cloudflare.com"}


def test_a_command_of_the_pages_prints_what_they_show(course, command, shown):
    printed = [output for given, output in course.transcript if given == command]
    assert printed, f"the course never ran: {command}"
    assert course.prints(command, shown), "\n".join(printed)


def test_the_failed_test_of_the_students_page_says_what_it_shows(course, quoted):
    assert quoted in course.failures("partly", "traceback")


def test_commands_of_a_page_that_are_not_run_exist(unchecked):
    """Those that install or open something; JupyterLab is opened by a test above.

    Those for a student who hands in again are typed by the test of the exchange.
    """
    root = Path(__file__).parents[2]
    targets = re.findall(r"^([\w-]+):", (root / "Makefile").read_text("utf-8"), re.M)
    known = {"python3 -m venv .venv", "python3 -m venv --clear .venv"}
    known |= {"source .venv/bin/activate", "cd ~/losses-course"}
    clones = [line for line in unchecked if line.startswith("git clone ")]
    known |= {*clones, *(f"cd {line.split()[-1]}" for line in clones)}
    known |= {"jupyter lab", *(f"make {target}" for target in targets)}
    known |= {
        ".venv/bin/python -m jupyterlab",
        ".venv/bin/python -m pip install -r requirements.txt",
    }
    known |= {"python -m grader autograde classification"}
    known |= {".venv/bin/python -m grader check exercises"}  # see test_check.py
    known |= {line for line in unchecked if line.endswith(" --reference")}  # see test_check.py
    known |= {line for line in unchecked if "~/cluster" in line}  # see test_pool.py
    known |= {line for line in unchecked if "--limit" in line}  # see test_limits.py
    known |= {"nbgrader collect classification --update"}
    known |= {"nbgrader generate_feedback classification --force"}
    known |= {line for line in unchecked if line.startswith("nbgrader release_feedback")}
    known |= {line for line in unchecked if line.startswith("nbgrader export --exporter=grader.")}
    assert "make lab" in unchecked
    assert set(unchecked) <= known
    assert (root / "requirements.txt").is_file()


def test_the_pages_show_every_step(pages):
    shown = "".join(page.read_text("utf-8") for page in pages)
    steps = (
        "generate_assignment release_assignment fetch_assignment submit collect "
        "autograde generate_feedback release_feedback fetch_feedback export"
    )
    assert [step for step in steps.split() if f"\n$ nbgrader {step}" not in shown] == []
    assert "\n$ python -m grader collect" in shown
