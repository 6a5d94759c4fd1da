#!/usr/bin/env bash
# torch 2.13.0: kl_div counts a class with the target 0 as 0, and is nan for the same class when the
# target is given as a logarithm, -inf, with log_target=True. One would expect: log_target changes
# the form of the target and not the loss.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import torch
from torch.nn import functional as F

log_q = torch.full((3,), 1 / 3).log()
p = torch.tensor([0.5, 0.5, 0.0])
plain = F.kl_div(log_q, p, reduction="none")
logarithms = F.kl_div(log_q, p.log(), reduction="none", log_target=True)
print("probabilities", plain)
print("logarithms   ", logarithms)
assert plain[2] == 0
assert logarithms[2].isnan()
assert torch.allclose(plain[:2], logarithms[:2])
PYTHON
# Seen:
#   probabilities tensor([0.2027, 0.2027, 0.0000])
#   logarithms    tensor([0.2027, 0.2027,    nan])
