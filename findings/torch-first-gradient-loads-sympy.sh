#!/usr/bin/env bash
# torch 2.13.0 loads sympy when torch.autograd.grad first gets a tensor as grad_outputs, and the modules
# of distributed tensors (with sympy) when torch.testing.assert_close is first called. In a program that
# only compares two CPU tensors this is most of the time after the import. The sum of output * weights
# has the same gradient and loads nothing. Guess before the run: both calls compute and load nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0
cat > "$folder/loads.py" <<'PYTHON'
import sys
import time

import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
weights = torch.tensor([3.0, 4.0])
calls = {
    "grad of a sum": lambda: torch.autograd.grad((x.square() * weights).sum(), x),
    "grad with grad_outputs": lambda: torch.autograd.grad(x.square(), x, weights),
    "isclose": lambda: torch.isclose(x.detach(), x.detach()).all(),
    "assert_close": lambda: torch.testing.assert_close(x.detach(), x.detach()),
}
before = set(sys.modules)
start = time.perf_counter()
result = calls[sys.argv[1]]()
seconds = time.perf_counter() - start
loaded = set(sys.modules) - before
named = [name for name in ("sympy", "torch.distributed.tensor") if name in loaded]
print(f"{sys.argv[1]:<24}{len(loaded):5} modules {seconds:6.3f} s  {', '.join(named) or '-'}")
if "grad" in sys.argv[1]:
    assert result[0].tolist() == [6.0, 16.0]
expected = {
    "grad of a sum": [],
    "grad with grad_outputs": ["sympy"],
    "isclose": [],
    "assert_close": ["sympy", "torch.distributed.tensor"],
}
assert named == expected[sys.argv[1]], loaded
PYTHON
"$folder/venv/bin/python" -W ignore -c 'import torch; print("torch", torch.__version__.partition("+")[0])'
for call in "grad of a sum" "grad with grad_outputs" "isclose" "assert_close"; do
  "$folder/venv/bin/python" -W ignore "$folder/loads.py" "$call"
done
# Seen:
#   torch 2.13.0
#   grad of a sum               0 modules  0.001 s  -
#   grad with grad_outputs    487 modules  0.369 s  sympy
#   isclose                     0 modules  0.001 s  -
#   assert_close              520 modules  0.972 s  sympy, torch.distributed.tensor
