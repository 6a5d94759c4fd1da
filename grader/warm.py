"""Import this to load what is loaded at first use, before any fork: torch, and the libraries'."""

from __future__ import annotations

import nbformat
import torch
from nbformat.v4 import new_code_cell, new_notebook

from grader import repair, worker  # noqa: F401 - for the judges that are forked
from grader.source import Source
from lossutil import checks

torch.set_num_threads(1)  # a fork after a parallel region hangs
weights = torch.ones(2, requires_grad=True)
checks.by_hand("softmax")(lambda x: (x * x).exp().sum())(weights).backward()
checks.expect_close(weights.detach().exp(), weights.exp(), on="two ones")
empty = nbformat.writes(new_notebook(cells=[new_code_cell("def f(x): return x")]))
repair.repair(nbformat.reads(empty, as_version=4), nbformat.reads(empty, as_version=4))
Source(["def f(x): return x"])
