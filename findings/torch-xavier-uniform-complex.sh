#!/usr/bin/env bash
# torch 2.13.0: a complex weight gets twice the variance from xavier_uniform_ and kaiming_uniform_
# than from the normal fills of the same names: uniform_ draws real and imaginary part from the full
# interval each, normal_ shares the variance between them. One would expect: both laws of one rule
# have one variance, as for real weights.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import torch
from torch import nn

ratios = {}
for rule in ("xavier", "kaiming"):
    for dtype in (torch.float32, torch.complex64):
        torch.manual_seed(0)
        squares = []
        for law in ("uniform", "normal"):
            weight = torch.empty(500, 500, dtype=dtype)
            getattr(nn.init, f"{rule}_{law}_")(weight)
            squares.append(weight.abs().square().mean().item())
        ratios[rule, dtype] = squares[0] / squares[1]
        print(rule, dtype, f"uniform / normal {ratios[rule, dtype]:.2f}")
for (_, dtype), ratio in ratios.items():
    assert abs(ratio - (2 if dtype.is_complex else 1)) < 0.05
PYTHON
# Seen:
#   xavier torch.float32 uniform / normal 1.00
#   xavier torch.complex64 uniform / normal 2.01
#   kaiming torch.float32 uniform / normal 1.00
#   kaiming torch.complex64 uniform / normal 2.01
