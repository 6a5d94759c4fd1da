#!/usr/bin/env bash
# torch 2.13.0: l1_loss of a prediction that is nan is nan, and its gradient is 0, because torch's
# sign of nan is 0. The gradients of mse_loss, smooth_l1_loss and huber_loss are nan. One would
# expect: what is nan in the forward pass is nan in the backward pass.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import math

import torch
from torch.nn import functional as F

found = {}
for name in ("l1_loss", "smooth_l1_loss", "huber_loss", "mse_loss"):
    prediction = torch.tensor(math.nan, requires_grad=True)
    loss = getattr(F, name)(prediction, torch.tensor(0.0))
    (gradient,) = torch.autograd.grad(loss, prediction)
    found[name] = loss.item(), gradient.item()
    print(name, *found[name])
assert all(math.isnan(loss) for loss, _ in found.values())
assert [name for name, (_, gradient) in found.items() if gradient == 0] == ["l1_loss"]
PYTHON
# Seen:
#   l1_loss nan 0.0
#   smooth_l1_loss nan nan
#   huber_loss nan nan
#   mse_loss nan nan
