#!/usr/bin/env bash
# torch 2.13.0: a Python kernel that replaces aten::add.Tensor is handed a plain int for `x + 1`, though
# the operator's schema says Tensor. The kernel it replaces refuses that int: what came in can't be
# handed on. Guess before the run: a tensor comes in, and handing everything on unchanged works.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import warnings

import torch

warnings.simplefilter("ignore")  # of the kernel that is replaced
original = torch.library.get_kernel("aten::add.Tensor", "CPU")
library = torch.library.Library("aten", "IMPL")
seen = []


def handed_on(keys, *args, **kwargs):
    seen.append(tuple(type(arg).__name__ for arg in args))
    return original.call_boxed(keys, *args, **kwargs)


library.impl("add.Tensor", handed_on, "CPU", with_keyset=True)
x = torch.ones(2)
assert (x + x).tolist() == [2.0, 2.0]
try:
    x + 1
    outcome = "passed"
except RuntimeError as error:
    outcome = str(error).splitlines()[0]
print("torch", torch.__version__)
print("x + x arrives as", seen[0])
print("x + 1 arrives as", seen[1])
print("handed on:", outcome)
assert seen == [("Tensor", "Tensor"), ("Tensor", "int")]
assert "Expected a value of type 'Tensor' for argument 'other' but instead found type 'int'" in outcome
PYTHON
# Seen:
#   x + x arrives as ('Tensor', 'Tensor')
#   x + 1 arrives as ('Tensor', 'int')
#   handed on: aten::add() Expected a value of type 'Tensor' for argument 'other' but instead found type 'int'.
