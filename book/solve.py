"""Solve exercises on their page: an editor, and the tests, in the reader's browser.

A page that offers an exercise for download gets a button. The button loads files from
``_static/solve``: the exercise as JSON, Pyodide with NumPy, and the Python modules of the browser
edition. Without the runtime (``make runtime``) the book has no such buttons.
"""

from __future__ import annotations

import ast
import io
import json
import posixpath
import re
import shutil
import zipfile
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from markdown_it import MarkdownIt
from math_core import LatexError
from mdit_py_plugins.dollarmath import dollarmath_plugin
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

from book.mathml import to_mathml
from tools import runtime

logger = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parent.parent
EDITION = ROOT / "browser"
LOSSUTIL = (
    *("__init__", "catalog/*", "checks/*", "crashes", "reduction", "steps"),
    *("explained/*", "explained/*/__init__"),
)
"""The modules of ``lossutil`` that exercises import, besides the explanations of each."""
EXERCISE = re.compile(r"/?exercises/(\w+/\w+)\.ipynb")


def course(*, explanations: bool = False) -> bytes:
    """Return the Python modules of the browser edition as a zip with reproducible bytes.

    Args:
        explanations: whether to include the explanations of all exercises. A page loads those of
            its own exercise.

    >>> names = zipfile.ZipFile(io.BytesIO(course())).namelist()
    >>> "torch/tape.py" in names, "lossutil/checks/guard.py" in names
    (True, True)
    """
    paths = [path for name in LOSSUTIL for path in (ROOT / "lossutil").glob(f"{name}.py")]
    paths += (ROOT / "lossutil").glob("explained/*/*.py") if explanations else ()
    files = {path.relative_to(ROOT).as_posix(): path for path in paths}
    files["runner.py"] = EDITION / "runner.py"
    for package in ("torch", "scipy"):
        for path in sorted((EDITION / package).rglob("*.py")):
            files[path.relative_to(EDITION).as_posix()] = path
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, path in sorted(files.items()):
            source = without_docstrings(path.read_text("utf-8"))
            archive.writestr(zipfile.ZipInfo(name), source, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def without_docstrings(source: str) -> str:
    r"""Return Python without its docstrings; each line keeps its number.

    >>> print(without_docstrings("def f(x):\n    'Return x.'\n    return x\n"), end="")
    def f(x):
        ""
        return x
    """
    lines = source.splitlines()
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, documented) or ast.get_docstring(node, clean=False) is None:
            continue
        text = node.body[0]
        first, last = text.lineno - 1, text.end_lineno or text.lineno
        lines[first] = f'{lines[first][: text.col_offset]}""'
        lines[first + 1 : last] = [""] * (last - first - 1)
    return "\n".join([*lines, ""])


# --- The exercise that a page loads ---


def exercise(name: str) -> dict[str, Any]:
    """Return a released exercise, the HTML of its Markdown cells by index, and its modules.

    Args:
        name: ``assignment/notebook``.
    """
    notebook = json.loads((ROOT / "exercises" / f"{name}.ipynb").read_text("utf-8"))
    home = f"exercises/{posixpath.dirname(name)}"
    prose = {
        str(place): to_html("".join(cell["source"]), home)
        for place, cell in enumerate(notebook["cells"])
        if cell["cell_type"] == "markdown"
    }
    explained = f"lossutil/explained/{name}.py"
    modules = {explained: (ROOT / explained).read_text("utf-8")}
    return {"name": name, "notebook": notebook, "prose": prose, "modules": modules}


def to_html(markdown: str, home: str = "") -> str:
    r"""Convert the Markdown of an exercise, with its formulas as MathML.

    A link to a chapter's notebook becomes one to its page: ``data-page``, from the site's root.
    The first heading has level 3, below the page's own headings.

    >>> to_html("[Huber](../../chapters/3-catalog/huber.ipynb)", "exercises/regression").strip()
    '<p><a data-page="chapters/3-catalog/huber.html">Huber</a></p>'
    >>> "<math><mi>x</mi></math>" in to_html("$x$")
    True
    """
    reader = MarkdownIt("commonmark").enable("table")
    dollarmath_plugin(reader, double_inline=True, renderer=_formula)
    html = str(reader.render(markdown))

    def to_page(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(home, link[1]))
        return f'<a data-page="{re.sub(r"[.](ipynb|md)", ".html", target)}"'

    html = re.sub(r'<a href="(\.\./[^"]*)"', to_page, html)
    html = re.sub(r"<(/?)h[12]>", r"<\1h3>", html)
    return html.replace("<table>", '<div class="table-wrapper"><table>').replace(
        "</table>", "</table></div>"
    )


def _formula(latex: str, options: dict[str, Any]) -> str:
    try:
        mathml = to_mathml(latex.strip(), display=options["display_mode"])
    except LatexError as error:
        logger.warning("formula %r of an exercise: %s", latex, error)
        return f"<code>{escape(latex)}</code>"
    return f'<div class="formula">{mathml}</div>' if options["display_mode"] else mathml


# --- The build ---


def look_for_runtime(app: Sphinx, config: Config) -> None:
    """Record whether the runtime exists; if this changes, every page is built again."""
    config["solve"] = runtime.is_complete()
    if not config["solve"]:
        logger.info("No runtime in _build/runtime: exercises get no editor (make runtime)")


def add_buttons(app: Sphinx, doctree: nodes.document) -> None:
    """Add a button after each paragraph that offers an exercise."""
    if not app.config["solve"]:
        return
    for link in list(doctree.findall(addnodes.download_reference)):
        found = EXERCISE.fullmatch(link["reftarget"])
        if found:
            name = escape(found[1])
            html = (
                f'<div class="solve" data-exercise="{name}" hidden>'
                '<button type="button" class="solve-open">Solve it on this page</button></div>'
            )
            paragraph: nodes.Element = link
            while not isinstance(paragraph.parent, nodes.section | nodes.document):
                paragraph = paragraph.parent
            place = paragraph.parent.index(paragraph)
            paragraph.parent.insert(place + 1, nodes.raw("", html, format="html", solve=True))


def load_where_used(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Add script and style to pages with a button only."""
    if doctree is not None and any("solve" in node for node in doctree.findall(nodes.raw)):
        app.add_js_file("solve.js", type="module")
        app.add_css_file("solve.css")


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Copy exercises and runtime into the site."""
    if exception is not None or app.builder.format != "html" or not app.config["solve"]:
        return
    home = Path(app.outdir) / "_static" / "solve"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    served = [f"{name}.gz" for name in runtime.SERVED_PACKED]
    served += ["pyodide.js", "python_stdlib.zip", runtime.NUMPY]
    licenses = [path.name for path in runtime.HOME.glob("*.txt")]
    for name in [*served, *licenses]:
        shutil.copy(runtime.HOME / name, home / name)
    (home / "course.zip").write_bytes(course())
    lock = json.loads((runtime.HOME / "pyodide-lock.json").read_text("utf-8"))
    (home / "lock.json").write_text(json.dumps({"info": lock["info"], "packages": {}}))
    counted = [*served, "course.zip"]
    sizes = {name: (home / name).stat().st_size for name in counted if name != "pyodide.js"}
    (home / "files.json").write_text(json.dumps({"numpy": runtime.NUMPY, "sizes": sizes}))
    for path in (ROOT / "exercises").glob("*/*.ipynb"):
        name = path.relative_to(ROOT / "exercises").with_suffix("").as_posix()
        target = home / f"{name}.json"
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(exercise(name), ensure_ascii=False), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build."""
    app.add_config_value("solve", False, "env")
    app.connect("config-inited", look_for_runtime)
    app.connect("doctree-read", add_buttons)
    app.connect("html-page-context", load_where_used)
    app.connect("build-finished", write_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
