"""The code of a page reproduces its stored outputs, on this processor and on others.

Text must be equal byte by byte: printed text and tables. Pictures are compared as numbers; see
``tools.pictures``.

Settings of MKL on this processor emulate two other x86 processors. ``tools.noise`` covers all
others: it disturbs the last bits of results.
"""

from __future__ import annotations

import copy
import difflib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import numpy as np
import pytest
from nbformat import NotebookNode, v4
from nbformat.v4.rwbase import split_lines

from tools import pictures
from tools.kernels import Forks
from tools.notebooks import ROOT, execute, notebooks

VECTOR_UNITS = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])

SETTINGS: dict[str, dict[str, str]] = {
    "no-vector-units-1-thread": {
        "ATEN_CPU_CAPABILITY": "default",
        "NPY_DISABLE_CPU_FEATURES": " ".join(VECTOR_UNITS),
        "MKL_CBWR": "AUTO",
        "OMP_NUM_THREADS": "1",
    },
    "avx2-mkl-compatible-1-thread": {
        "ATEN_CPU_CAPABILITY": "avx2",
        "MKL_CBWR": "COMPATIBLE",
        "OMP_NUM_THREADS": "1",
    },
}


SEEDS = tuple(map(int, os.environ.get("NOISE", "1 2").split()))
"""Of the noise; NOISE="3 4 5" in the environment tries others."""
PROCESSORS = {
    f"{name}-noise-{seed}": (setting, seed)
    for seed, (name, setting) in zip(SEEDS, cycle(SETTINGS.items()))
}
"""Each setting computes with noise on top. Without noise, nbval runs every notebook."""


def stored_lines(cell: NotebookNode) -> list[str]:
    """The outputs of a cell as in the notebook's file, without the pictures' contents."""
    alone = split_lines(v4.new_notebook(cells=[copy.deepcopy(cell)]))
    for output in alone.cells[0].outputs:
        data = output.get("data", {})
        data.update({mime: "a picture" for mime in data if is_picture(mime)})
    text = json.dumps(alone.cells[0].outputs, indent=1, sort_keys=True, ensure_ascii=False)
    return text.splitlines()


def is_picture(mime: str) -> bool:
    return mime.startswith("image/") or mime == pictures.LIVE


def moved_pictures(stored: NotebookNode, computed: NotebookNode) -> list[str]:
    """Differences between the pictures of two outputs of a cell that have the same text."""
    datas = ([output.get("data", {}) for output in cell.outputs] for cell in (stored, computed))
    return [
        change
        for old, new in zip(*datas, strict=True)
        for mime in old
        if is_picture(mime) and mime != "image/png"
        if (change := pictures.difference(mime, old[mime], new[mime]))
    ]


def first_difference(stored: NotebookNode, computed: NotebookNode, longest: int = 30) -> str:
    """Return a diff of the first code cell whose outputs differ, or an empty string."""
    for old, new in zip(stored.cells, computed.cells, strict=True):
        if old.cell_type != "code":
            continue
        before, after = stored_lines(old), stored_lines(new)
        if before != after:
            diff = list(difflib.unified_diff(before, after, "stored", "computed", "", "", 1, ""))
            cut = [line if len(line) <= 160 else f"{line[:160]}…" for line in diff[:longest]]
            more = [f"… {len(diff) - longest} more lines"] if len(diff) > longest else []
            return "\n".join([f"cell [{old.execution_count}]", old.source, "", *cut, *more])
        if moved := moved_pictures(old, new):
            return "\n".join([f"cell [{old.execution_count}]", old.source, "", *moved])
    return ""


CHAPTERS = notebooks(folders=["chapters"])


@pytest.fixture(scope="module", params=PROCESSORS)
def forks(request: pytest.FixtureRequest) -> Iterator[Forks]:
    """Kernels on a processor of one kind."""
    setting, noise = PROCESSORS[request.param]
    with Forks(setting, noise) as found:
        yield found


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_another_processor_gives_the_stored_outputs(path: Path, forks: Forks) -> None:
    computed = execute(path, {}, manager=forks.manager())
    difference = first_difference(nbformat.read(path, as_version=4), computed)
    if difference:
        pytest.fail(f"{path.relative_to(ROOT)}, {difference}", pytrace=False)


def test_there_are_notebooks_to_execute() -> None:
    assert CHAPTERS


EXERCISES = """
import sys
from pathlib import Path
from tools.answers import cells_of, verdicts
for path in map(Path, sys.argv[1:]):
    for cell, error in verdicts(cells_of(path)).items():
        if error:
            print(path.name, cell, error)
print("done")
"""


@pytest.mark.parametrize("env", SETTINGS.values(), ids=SETTINGS)
def test_the_references_pass_their_tests_on_another_processor(env: dict[str, str]) -> None:
    masters = [str(path) for path in notebooks(folders=["solutions"])]
    assert masters
    run = subprocess.run(
        [sys.executable, "-c", EXERCISES, *masters],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.stdout, run.returncode) == ("done\n", 0), run.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ATEN_CPU_CAPABILITY", "default"),
        ("ATEN_CPU_CAPABILITY", "avx2"),
        ("MKL_CBWR", "COMPATIBLE"),
        ("OMP_NUM_THREADS", "1"),
    ],
)
def test_the_settings_contain_each_value(variable: str, value: str) -> None:
    assert value in {env.get(variable) for env in SETTINGS.values()}


PROBE = """
import json
import numpy as np
import torch
torch.ones(8, 8) @ torch.ones(8, 8)
print(json.dumps({
    "capability": torch.backends.cpu.get_cpu_capability().lower(),
    "threads": torch.get_num_threads(),
    "vector units": np.show_config(mode="dicts")["SIMD Extensions"].get("found", []),
}))
"""


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_reaches_the_libraries_in_the_kernel(tmp_path: Path, setting: str) -> None:
    env = SETTINGS[setting]
    path, report = tmp_path / "probe.ipynb", tmp_path / "mkl.txt"
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell(PROBE)]), path)
    verbose = {"MKL_VERBOSE": "1", "MKL_VERBOSE_OUTPUT_FILE": str(report)}
    with Forks({**env, **verbose}) as forks:
        (output,) = execute(path, {}, manager=forks.manager()).cells[0].outputs
    found = json.loads(output.text)
    assert found["threads"] == int(env["OMP_NUM_THREADS"])
    assert found["capability"] == env["ATEN_CPU_CAPABILITY"]
    if "NPY_DISABLE_CPU_FEATURES" in env:
        assert found["vector units"] == []
    assert f"CNR:{env['MKL_CBWR']} " in report.read_text()


# Differences that a strict run of nbval reports: a notebook with changed stored outputs, one cell
# for each kind of output.

CELLS = {
    "text": "print('one')",
    "result": "41 + 1",
    "picture": 'display(SVG(\'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 1"/></svg>\'))',
    "live figure": 'display({"application/vnd.vegalite.v5+json": {"data": [1, 2]}}, raw=True)',
    "table": 'display({"text/html": "<td>1</td>"}, raw=True)',
    "stderr": "print('one', file=sys.stderr)",
    "output removed": "print('one')",
    "semicolon": "42;",
    "bitmap": 'display({"image/png": "cG5n"}, raw=True)',
    "formula": 'display({"text/plain": "x"}, raw=True, metadata={"a": 1})',
    "line overwritten": "print('one')",
    "stored as display": "42",
    "never run": "print('one')",
}
SEEN = {
    "text", "result", "picture", "live figure", "table", "stderr", "output removed", "semicolon",
}  # fmt: skip
"""What nbval 0.11 reports; it does not look at the rest."""
NOT_OURS = {"import", "semicolon", "bitmap"}
"""What ``first_difference`` does not report. Nobody compares bitmaps: no notebook may have one."""


def tamper(notebook: NotebookNode) -> None:
    cell = dict(zip(CELLS, notebook.cells[1:], strict=True))
    only = {name: c.outputs[0] for name, c in cell.items() if c.outputs}
    only["text"].text = "two\n"
    only["result"].data["text/plain"] = "43"
    only["picture"].data["image/svg+xml"] = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    only["live figure"].data["application/vnd.vegalite.v5+json"] = {"data": [1, 3]}
    only["table"].data["text/html"] = "<td>2</td>"
    only["stderr"].text = "two\n"
    cell["output removed"].outputs = []
    only["bitmap"].data["image/png"] = "R0lG"
    only["formula"].metadata = {"a": 2}
    only["line overwritten"].text = "two\rone\n"
    only["stored as display"].update(output_type="display_data")
    only["stored as display"].pop("execution_count")
    cell["never run"].update(outputs=[], execution_count=None)


@pytest.fixture(scope="module")
def honest_and_tampered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same small notebook twice: as executed, and with every output changed."""
    folder = tmp_path_factory.mktemp("nbval")
    honest, tampered = folder / "honest.ipynb", folder / "tampered.ipynb"
    sources = ["import sys\nfrom IPython.display import SVG", *CELLS.values()]
    notebook = v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources])
    nbformat.write(notebook, honest)
    executed = execute(honest)
    nbformat.write(executed, honest)
    tamper(executed)
    nbformat.write(executed, tampered)
    return honest, tampered


def failed_cells(
    path: Path, *, plugin: str = "", names: Sequence[str] = ("import", *CELLS)
) -> set[str]:
    """Run nbval strictly and return the names of the cells that fail.

    Args:
        path: the notebook.
        plugin: ``conftest`` for the hooks that ``make test`` adds to nbval.
    """
    report = path.with_suffix(".xml")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "--nbval-current-env",
        f"--rootdir={path.parent}",
    ]
    command += ["-p", "no:cacheprovider", "-q", f"--junitxml={report}", str(path)]
    if plugin:
        command += ["-p", plugin]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        command, cwd=path.parent, env=env, capture_output=True, text=True, check=False
    )
    assert run.returncode in {0, 1}, run.stdout + run.stderr
    cases = list(ElementTree.parse(report).iter("testcase"))
    verdicts = dict(zip(names, cases, strict=True))
    return {name for name, case in verdicts.items() if case.find("failure") is not None}


def test_nbval_reports_each_difference_that_we_rely_on(
    honest_and_tampered: tuple[Path, Path],
) -> None:
    honest, tampered = honest_and_tampered
    # A semicolon hides the output when a notebook is executed, but not from nbval.
    assert failed_cells(honest) == {"semicolon"}
    assert failed_cells(tampered) == SEEN


def test_nbval_compares_pictures_as_numbers(honest_and_tampered: tuple[Path, Path]) -> None:
    honest, tampered = honest_and_tampered
    assert failed_cells(tampered, plugin="conftest") == SEEN
    notebook = nbformat.read(honest, as_version=4)
    (drawing,) = (cell for cell in notebook.cells if "SVG(" in cell.source)
    data = drawing.outputs[0].data
    for end, seen in (("M0 1.01", {"semicolon"}), ("M0 3", {"semicolon", "picture"})):
        data[pictures.SVG] = data[pictures.SVG].replace("M0 1", end)
        moved = honest.with_name(f"moved {end}.ipynb")
        nbformat.write(notebook, moved)
        data[pictures.SVG] = data[pictures.SVG].replace(end, "M0 1")
        assert failed_cells(moved, plugin="conftest") == seen


def test_our_own_comparison_reports_the_other_differences(
    honest_and_tampered: tuple[Path, Path],
) -> None:
    honest, tampered = (nbformat.read(path, as_version=4) for path in honest_and_tampered)
    for name, before, after in zip(["import", *CELLS], honest.cells, tampered.cells, strict=True):
        alone = (v4.new_notebook(cells=[cell]) for cell in (before, after))
        assert bool(first_difference(*alone)) == (name not in NOT_OURS), name


def test_a_difference_is_shown_with_its_cell() -> None:
    def notebook(text: str) -> NotebookNode:
        printed = v4.new_output("stream", name="stdout", text=text)
        return v4.new_notebook(
            cells=[
                v4.new_markdown_cell("# Title"),
                v4.new_code_cell("loss", execution_count=1, outputs=[]),
                v4.new_code_cell("print(loss)", execution_count=2, outputs=[printed]),
            ]
        )

    assert first_difference(notebook("0.5224\n"), notebook("0.5224\n")) == ""
    shown = first_difference(notebook("0.5224\n"), notebook("0.5225\n"))
    assert "cell [2]\nprint(loss)" in shown
    assert '-   "0.5224\\n"' in shown
    assert '+   "0.5225\\n"' in shown
