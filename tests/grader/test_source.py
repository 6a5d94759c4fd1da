"""What a student's source reaches for is found without running it; honest code is left alone."""

from __future__ import annotations

import pytest

from grader.source import Source

REFUSED = ["crossentropy", "softmax", "logsoftmax"]
FOUND = {
    "by name": [
        "from torch.nn.functional import cross_entropy",
        "def f(x): return cross_entropy(x, x)",
    ],
    "by another name": ["from torch import softmax as s", "def f(x): return s(x, 0)"],
    "as an attribute": ["def f(x): return x.log_softmax(0)"],
    "through a helper": [
        "def g(x): return h(x)",
        "h = lambda x: x.softmax(0)",
        "def f(x): return g(x)",
    ],
    "imported inside": ["def f(x):\n    from torch import softmax\n    return softmax(x, 0)"],
    "through a class": [
        "class A:\n    def g(self, x): return x.softmax(0)",
        "def f(x): return A().g(x)",
    ],
    "as a default": ["import torch", "def f(x, g=torch.softmax): return g(x, 0)"],
    "behind a decorator": ["import torch\ndef d(g): return torch.softmax\n@d\ndef f(x): return x"],
    "by getattr": ["def f(x): return getattr(x, 'softmax')(0)"],
    "by a name put together": ["def f(x): return getattr(x, 'soft' + 'max')(0)"],
    "by eval": ["def f(x): return eval('x.soft' + 'max(0)')"],
    "defined again later": ["def f(x): return x.exp()", "import torch\nf = torch.softmax"],
    "in a loop at the top": ["import torch\nfor f in [torch.softmax]: pass"],
    "hidden in another cell": ["import gc", "def f(x): return x.exp()"],
    "with a magic in the cell": ["%time 1\ndef f(x): return x.softmax(0)"],
    "through a cell that is timed": ["%%time\nimport torch\nf = torch.softmax"],
    "hidden in a line that is timed": ["%time import gc", "def f(x): return x.exp()"],
    "in a magic put together": ["get_ipython().run_cell_magic('time', '', 'de' + 'f f(x): pass')"],
    "put in place through the module": [
        "def f(x): return x.exp()",
        "import sys, torch\nsys.modules['__main__'].f = torch.softmax",
    ],
    "put in place of an honest one": [
        "import torch\ntorch.exp = torch.softmax",
        "def f(x): return torch.exp(x)",
    ],
    "called like a class's own": [
        "from torch import *\nclass A:\n    softmax = 1",
        "def f(x): return softmax(x, 0)",
    ],
    "handed to the shell": ["import torch\nhand_over(f=torch.softmax)"],
    "by the shell's own means": ["get_ipython().ex('f = 1')"],
    "by the shell under another name": ["import IPython as i\ns = i.get_ipython()\ns.ex('f = 1')"],
    "by getattr under another name": ["g = getattr\ndef f(x): return g(x, 'soft' + 'max')(0)"],
    "in a compiled function": ["import torch\n@torch.compile\ndef f(x): return x.exp()"],
}
HONEST = {
    "elementary": ["def f(x): return x - x.exp().sum().log()"],
    "a helper called like the refused": [
        "def softmax(x): return x.exp()",
        "def f(x): return softmax(x)",
    ],
    "a variable called like the refused": ["def f(x):\n    softmax = x.exp()\n    return softmax"],
    "a parameter called like the refused": ["def f(x, softmax=None): return x"],
    "an experiment beside it": [
        "def f(x): return x.exp()",
        "import torch\nprint(torch.softmax(1))",
    ],
    "a comparison that binds other names": [
        "def f(x, reduction='mean'): return x.exp()",
        "import torch\nfor reduction in 'ab':\n    expected = torch.softmax(1)",
    ],
    "a model in evaluation mode": ["def f(x): return x.exp()", "model = A()\nmodel.eval()"],
    "what the shell offers": ["get_ipython().events.register('pre_run_cell', print)"],
    "an attribute that is set": [
        "def f(x): return x.exp()",
        "import torch\nmodel.loss = torch.softmax",
    ],
    "a variable called like a method": [
        "def f(x): return x.exp()",
        "import torch\nexp = torch.softmax(1)",
    ],
    "an attribute by its name": ["def f(x): return getattr(x, 'dtype')"],
    "magics": ["%matplotlib inline\n%time 1 + 1\n!ls", "def f(x): return x.exp()"],
    "a magic without words": ["%matplotlib\n%pwd", "def f(x): return x.exp()"],
    "what returns outside a function": ["return 1", "def f(x): return x.exp()"],
    "a cell that does not parse": ["def f(x): return x.exp()", "softmax of (", "x.softmax("],
    "text and comments": ["def f(x):\n    'softmax, by hand'\n    return x.exp()  # softmax"],
}  # fmt: skip


@pytest.mark.parametrize("cells", FOUND.values(), ids=FOUND)
def test_what_is_refused_is_found(cells):
    assert Source(cells).torchs_own("f", REFUSED)


@pytest.mark.parametrize("cells", HONEST.values(), ids=HONEST)
def test_honest_code_is_left_alone(cells):
    assert Source(cells).torchs_own("f", REFUSED) == ""


def test_of_a_function_without_a_name_everything_counts():
    assert Source(["def g(x): return x.softmax(0)"]).torchs_own("?", REFUSED) == "softmax"
