#!/usr/bin/env bash
# torch 2.13.0: huber_loss takes a target of another dtype, returns a loss, and raises in backward.
# mse_loss and smooth_l1_loss promote it and train. One would expect: three regression losses of one
# family treat the target's dtype alike.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import torch
from torch.nn import functional as F

prediction = torch.tensor([0.5, 3.0], requires_grad=True)
target = torch.tensor([1.0, 0.0], dtype=torch.float64)
found = {}
for name in ("mse_loss", "smooth_l1_loss", "huber_loss"):
    loss = getattr(F, name)(prediction, target)
    try:
        (gradient,) = torch.autograd.grad(loss, prediction)
        found[name] = f"{loss.dtype}, gradient {gradient.tolist()}"
    except RuntimeError as error:
        found[name] = f"{loss.dtype}, backward: {error}"
    print(name, found[name])
assert found["mse_loss"] == "torch.float64, gradient [-0.5, 3.0]"
assert found["smooth_l1_loss"] == "torch.float64, gradient [-0.25, 0.5]"
assert found["huber_loss"] == "torch.float32, backward: Found dtype Double but expected Float"
PYTHON
# Seen:
#   mse_loss torch.float64, gradient [-0.5, 3.0]
#   smooth_l1_loss torch.float64, gradient [-0.25, 0.5]
#   huber_loss torch.float32, backward: Found dtype Double but expected Float
