"""The command that executes notebooks never damages a file, and reports errors."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from nbclient.exceptions import CellExecutionError
from nbformat import v4
from nbgrader.apps.baseapp import NbGrader

from tools import notebooks as tool


def write(path: Path, *sources: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell(s) for s in sources]), path)
    return path


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write(tmp_path / "good.ipynb", "import os\nprint(os.getcwd())", "6 * 7")


@pytest.fixture
def failing(tmp_path: Path) -> Path:
    return write(tmp_path / "failing.ipynb", "print('before')", "1 / 0", "print('after')")


def test_outputs_counts_and_the_kernel_are_stored(good: Path) -> None:
    assert tool.main([str(good)]) == 0
    stored = nbformat.read(good, as_version=4)
    assert [cell.execution_count for cell in stored.cells] == [1, 2]
    assert tool.text_outputs(stored) == [
        [("stdout", f"{good.parent}\n")],  # a notebook runs in its own folder
        [("text/plain", "42")],
    ]
    assert stored.metadata == {"kernelspec": tool.KERNEL, "language_info": {"name": "python"}}
    assert os.listdir(good.parent) == ["good.ipynb"]


def test_storing_twice_gives_the_same_file(good: Path) -> None:
    tool.store(good)
    first = good.read_bytes()
    tool.store(good)
    assert good.read_bytes() == first


def test_a_notebook_that_fails_keeps_its_file(failing: Path) -> None:
    before = failing.read_bytes()
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        tool.store(failing)
    assert failing.read_bytes() == before
    assert os.listdir(failing.parent) == ["failing.ipynb"]


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = good.read_bytes()

    def refuse(*_: object) -> None:
        raise PermissionError("read-only folder")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(PermissionError):
        tool.store(good)
    assert good.read_bytes() == before
    assert os.listdir(good.parent) == ["good.ipynb"]


def test_one_failure_fails_the_command_and_the_rest_is_stored(
    good: Path, failing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tool.main([str(failing), str(good)]) == 1
    said = capsys.readouterr().out
    assert f"{failing}  FAILED, file left as it was" in said
    assert "division by zero" in said
    assert "[2/2]" in said
    assert nbformat.read(good, as_version=4).cells[1].execution_count == 2


def test_a_missing_notebook_is_named_before_anything_runs(
    good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = good.read_bytes()
    with pytest.raises(SystemExit) as stopped:
        tool.main([str(good), str(good.with_name("gone.ipynb"))])
    assert stopped.value.code == 2
    assert f"no such notebook: {good.with_name('gone.ipynb')}" in capsys.readouterr().err
    assert good.read_bytes() == before


def test_a_file_that_is_no_notebook_is_a_failure_with_its_name(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.ipynb"
    path.write_text("{ not json")
    assert tool.main([str(path), str(good)]) == 1
    said = capsys.readouterr().out
    assert f"{path}  FAILED, file left as it was" in said
    assert f"{good}  " in said
    assert path.read_text() == "{ not json"


def test_a_kernel_that_dies_is_a_failure_with_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "dies.ipynb", "import os\nos._exit(1)")
    before = path.read_bytes()
    assert tool.main([str(path)]) == 1
    assert f"{path}  FAILED, file left as it was" in capsys.readouterr().out
    assert path.read_bytes() == before


@pytest.fixture
def foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A kernel named python3 that ends at once, and is found before all others."""
    spec = {"argv": ["/bin/false", "{connection_file}"], "display_name": "", "language": "python"}
    folder = tmp_path / "jupyter" / "kernels" / "python3"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    assert KernelSpecManager().get_kernel_spec("python3").argv[0] == "/bin/false"
    return str(tmp_path / "jupyter")


@pytest.mark.usefixtures("foreign")
def test_another_kernel_of_the_same_name_is_not_used(tmp_path: Path) -> None:
    asked = write(tmp_path / "asked.ipynb", "import sys\nprint(sys.executable)")
    assert tool.text_outputs(tool.execute(asked)) == [[("stdout", f"{sys.executable}\n")]]


def test_nbgrader_uses_the_kernel_of_its_own_python(
    foreign: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(tool.ROOT / "nbgrader_config.py", tmp_path)
    monkeypatch.chdir(tmp_path)
    app = NbGrader()
    app.initialize([])
    assert KernelSpecManager().get_kernel_spec("python3").argv[0] != "/bin/false"
    app.load_config_file()  # again, as each of its commands does
    assert os.environ["JUPYTER_PATH"] == f"{sys.prefix}/share/jupyter:{foreign}"


def test_a_cell_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    slow = write(tmp_path / "slow.ipynb", "import time\ntime.sleep(60)")
    with pytest.raises(TimeoutError):
        tool.execute(slow, timeout=1)


def test_notebooks_are_found_sorted_and_without_checkpoints(tmp_path: Path) -> None:
    for name in ("solutions/b.ipynb", "chapters/2/a.ipynb", "chapters/1/z.ipynb", "other/c.ipynb"):
        write(tmp_path / name)
    write(tmp_path / "chapters/1/.ipynb_checkpoints/z-checkpoint.ipynb")
    found = [str(path.relative_to(tmp_path)) for path in tool.notebooks(tmp_path)]
    assert found == ["chapters/1/z.ipynb", "chapters/2/a.ipynb", "solutions/b.ipynb"]
    assert tool.notebooks(tmp_path, ["other"]) == [tmp_path / "other/c.ipynb"]


def test_pictures_are_no_text_output() -> None:
    data = {"image/svg+xml": "<svg/>", "text/plain": "<Figure>"}
    error = v4.new_output("error", ename="ValueError", evalue="bad", traceback=[])
    cell = v4.new_code_cell("f()", outputs=[v4.new_output("display_data", data), error])
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell("# Title"), cell])
    assert tool.text_outputs(notebook) == [
        [("text/plain", "<Figure>"), ("error", "ValueError: bad")]
    ]
