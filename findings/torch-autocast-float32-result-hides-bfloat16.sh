#!/usr/bin/env bash
# torch 2.13.0, CPU autocast: multilabel_soft_margin_loss and gaussian_nll_loss return float32
# although their logarithm ran in bfloat16; the error is 1,000 times that of cross_entropy. One would
# expect: a float32 result means that autocast ran the loss in float32.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import torch
from torch.nn import functional as F

torch.manual_seed(3)
x, y = torch.randn(64, 8).bfloat16(), torch.rand(64, 8).round()  # the target stays float32
variance = torch.rand(64, 8).bfloat16() + 0.5
losses = {
    "cross_entropy": lambda x, v: F.cross_entropy(x, y.argmax(1)),
    "multilabel_soft_margin_loss": lambda x, v: F.multilabel_soft_margin_loss(x, y),
    "gaussian_nll_loss": lambda x, v: F.gaussian_nll_loss(x, y, v),
}
for name, loss in losses.items():
    exact = loss(x.double(), variance.double())
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = loss(x, variance)
    error = abs(found.double() - exact).item() / abs(exact).item()
    print(f"{name}: {found.dtype}, error above 1e-6: {error > 1e-6}")
    assert found.dtype == torch.float32
    assert (error > 1e-6) == (name != "cross_entropy")
PYTHON
# Seen:
#   cross_entropy: torch.float32, error above 1e-6: False
#   multilabel_soft_margin_loss: torch.float32, error above 1e-6: True
#   gaussian_nll_loss: torch.float32, error above 1e-6: True
