"""Import this to load what is loaded at first use, before any fork: torch, and the libraries'."""

from __future__ import annotations

import gc

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from torch.utils._python_dispatch import _disable_current_modes

from grader import repair, submission  # noqa: F401 - for the judges that are forked
from grader.source import Source
from lossutil import checks

checks.warm_up()
empty = nbformat.writes(new_notebook(cells=[new_code_cell("def f(x): return x")]))
repair.repair(nbformat.reads(empty, as_version=4), nbformat.reads(empty, as_version=4))
Source(["def f(x): return x"])
with _disable_current_modes():
    pass
gc.freeze()  # what is loaded stays: no child looks through it for garbage, and copies it by that
