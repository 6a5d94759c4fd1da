"""Build a small book with the course's own settings: its buttons, and errors that fail a build."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]


def build(folder: Path, text: str, repository: str = "") -> tuple[int, str, str]:
    """Build a book of one notebook; return the exit status, what was printed, and the page."""
    for name in ("_templates", "_static"):
        shutil.copytree(ROOT / name, folder / name)
    settings = (ROOT / "_config.yml").read_text(encoding="utf-8")
    assert 'repository: ""' in settings
    settings = settings.replace('repository: ""', f'repository: "{repository}"')
    (folder / "_config.yml").write_text(
        settings.replace("include_patterns: [index.md,", "include_patterns: [index.ipynb,"),
        encoding="utf-8",
    )
    (folder / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    (folder / "references.bib").touch()
    page = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
    nbformat.write(page, folder / "index.ipynb")
    program = Path(sys.executable).parent / "jupyter-book"
    command = [sys.executable, str(program), "build", "-W", "-n", "--keep-going", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    html = folder / "_build" / "html" / "index.html"
    return done.returncode, done.stdout + done.stderr, html.read_text() if html.exists() else ""


def test_a_fork_names_its_repository_once_and_gets_the_buttons(tmp_path: Path) -> None:
    clone = "```bash\ngit clone https://github.com/OWNER/REPOSITORY.git\n```"
    status, printed, html = build(tmp_path, f"# Page\n\n{clone}", "someone/a-fork")
    assert status == 0, printed
    assert 'href="https://colab.research.google.com/github/someone/a-fork/blob/main/index' in html
    assert 'href="https://mybinder.org/v2/gh/someone/a-fork/main?labpath=index.ipynb"' in html
    assert "https://github.com/someone/a-fork.git" in html
    assert "OWNER/REPOSITORY" not in html


def test_without_a_repository_a_page_offers_the_download_only(tmp_path: Path) -> None:
    status, printed, html = build(tmp_path, "# Page\n\nText.")
    assert status == 0, printed
    assert 'href="_sources/index.ipynb" download' in html
    assert "colab" not in html
    assert "mybinder" not in html


def test_a_figure_has_a_caption_and_no_number(tmp_path: Path) -> None:
    figure = "```{figure} _static/favicon.svg\n:alt: The mark of the book.\n\nThe caption.\n```"
    status, printed, html = build(tmp_path, f"# Page\n\n{figure}")
    assert status == 0, printed
    assert "The caption." in html
    assert "caption-number" not in html


def test_each_error_on_a_page_is_named_and_fails_the_build(tmp_path: Path) -> None:
    formula, link, paper = "$\\nosuchcommand{x}$", "[link](nowhere.md)", "{cite:p}`nobody1900`"
    status, printed, _ = build(tmp_path, f"# Page\n\nA {formula}, a {link}, a {paper}.")
    assert status != 0
    for told in ("nosuchcommand", "nowhere.md", "nobody1900"):
        assert told in printed
