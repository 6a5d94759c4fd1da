#!/usr/bin/env bash
# torch 2.13.0, CPU: the mean of cross_entropy over float16 logits keeps its divisor in float16. From
# 65,520 rows on the divisor is infinite, and loss and gradient are exactly 0, without a warning. One
# would expect: sums of half-precision losses are accumulated in float32, so the mean is about ln 2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import torch
from torch.nn import functional as F

found = {}
for rows in (65_504, 65_520):
    logits = torch.zeros(rows, 2, dtype=torch.float16, requires_grad=True)
    loss = F.cross_entropy(logits, torch.zeros(rows, dtype=torch.int64))
    (gradient,) = torch.autograd.grad(loss, logits)
    found[rows] = (round(loss.item(), 3), gradient.abs().max().item() > 0)
    print(rows, "rows: loss", found[rows][0], "gradient above 0:", found[rows][1])
assert found == {65_504: (0.695, True), 65_520: (0.0, False)}
PYTHON
# Seen:
#   65504 rows: loss 0.695 gradient above 0: True
#   65520 rows: loss 0.0 gradient above 0: False
