"""The static analysis of a graded function finds what it reaches, and nothing else."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from grader.submission.source import Source, _parsed
from lossutil import grader_guard

REFUSED = ["crossentropy", "softmax", "specialexpit"]
refused = functools.partial(grader_guard.in_source, refused=REFUSED)
COURSE = [
    "import torch\nfrom torch.nn import functional as F",
    "import gc\ndef tool(): gc.collect()",
]
FOUND = {
    "F.cross_entropy": ["def f(x): return F.cross_entropy(x, x)"],
    "torch.special.expit": ["def f(x): return torch.special.expit(x)"],
    "torch.softmax": ["import torch\ndef f(x, g=torch.softmax): return g(x, 0)"],
    "ce": ["from torch.nn.functional import cross_entropy as ce", "def f(x): return ce(x, x)"],
    "s.softmax": [
        "import scipy.special as s",
        "def g(x): return h(x)",
        "h = lambda x: s.softmax(x)",
        "def f(x): return g(x)",
    ],
    "log_loss": ["def f(x):\n    from sklearn.metrics import log_loss\n    return log_loss(x, x)"],
    "F.softmax": ["def f(x): return getattr(F, 'softmax')(x, 0)"],
    "torch._refs": ["def f(x): return torch._refs.add(x, x)"],
    "t.softmax": [
        "class A:\n    def g(self, x): return t.softmax(x, 0)",
        "def f(x): return A().g(x)",
        "%time import torch as t",
    ],
}  # fmt: skip
HIDING = {
    "eval": ["def f(x): return eval('x')"],
    "__code__": ["g = (lambda x: x).__code__", "def f(x): return g"],
    "ctypes": ["import ctypes", "def f(x): return ctypes"],
    "torch.fx": ["def f(x): return torch.fx.symbolic_trace(f)"],
    "os.system": ["import os\ndef f(x): return os.system('ls')"],
}  # fmt: skip
HONEST = {
    "a helper called like the refused": ["def softmax(x): return x", "def f(x): return softmax(x)"],
    "a method called like the refused": ["def f(self): return self.softmax(1)"],
    "a variable in the place of a module": ["def f(x):\n    F = x\n    return F.softmax(x)"],
    "an object in the place of a module": ["F = Own()", "def f(x): return F.softmax(x)"],
    "a parameter called like the refused": ["def f(x, softmax=None): return x"],
    "an experiment beside it": ["import gc, ctypes\nprint(F.softmax(1))\neval('1')", "def f(x): x"],
    "another compile": ["import re\ndef f(x): return re.compile('a')"],
    "a model in evaluation mode": ["def f(x):\n    x.eval()\n    return x"],
    "text and comments": ["def f(x):\n    'F.softmax, by hand'\n    return x  # F.softmax"],
    "the course's own text": ["import gc\ndef tool(): gc.collect()", "def f(x): return tool()"],
    "a cell that does not parse": ["def f(x): return x", "F.softmax of ("],
    "magics": ["%matplotlib inline\n%time 1 + 1\n!ls", "def f(x): return x"],
    "what returns outside a function": ["return 1", "def f(x): return x"],
}


@pytest.mark.parametrize(("typed", "cells"), FOUND.items(), ids=FOUND)
def test_refused_code_is_named_as_it_was_typed(typed, cells):
    assert Source(cells, COURSE).reaching("f", refused) == typed


@pytest.mark.parametrize(("typed", "cells"), HIDING.items(), ids=HIDING)
def test_suspicious_code_is_named_as_it_was_typed(typed, cells):
    assert Source(cells, COURSE).hiding("f").split(".symbolic")[0] == typed
    assert Source(cells, COURSE).reaching("f", refused) == ""


@pytest.mark.parametrize("cells", HONEST.values(), ids=HONEST)
def test_honest_code_is_not_reported(cells):
    source = Source(cells, COURSE)
    assert (source.reaching("f", refused), source.hiding("f")) == ("", "")


def test_an_operator_that_is_not_reached_is_not_reported():
    cells = ["import scipy.special as s\ndef g(x): return s.softmax(x)", "def f(x): return x"]
    assert Source(cells).reaching("f", refused) == ""
    assert Source(cells).reaching("g", refused) == "s.softmax"


def test_a_function_without_a_definition_reaches_nothing():
    assert Source(["def g(x): return x.softmax(0)"]).reaching("?", refused) == ""


# --- What IPython makes of a cell ----------------------------------------------------------------

BANK = sorted((Path(__file__).parents[1] / "bank").glob("*/*/*/*.py"))
TRANSFORMED = [
    "In [1]: x = softmax(y)",  # also valid Python: an annotation
    "x = 1\n...: y = softmax(x)",
    ">>> x = softmax(y)\n",
    "%time softmax(x)",
    "%%time\nsoftmax(x)",
    "!ls",
    "softmax?",
    "x = %env HOME",
    "x = !ls",
    "/f x",
    ",f x y",
    "    x = softmax(y)\n    z = x",
    "\n\n  %time softmax(x)",
    "x = (1\n%time)",
    "await f(x)",
]


def test_the_parsed_tree_is_that_of_what_ipython_runs():
    assert len(BANK) > 300
    texts = [*(path.read_text("utf-8") for path in BANK), *TRANSFORMED]
    for text in texts:
        assert ast.dump(_parsed(text)) == ast.dump(
            ast.parse(TransformerManager().transform_cell(text))
        ), text
