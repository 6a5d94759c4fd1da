#!/usr/bin/env bash
# torch 2.13.0: torch.nn.utils.parametrizations.orthogonal starts from the factor Q of the old
# weight's QR decomposition, with the signs of R's diagonal, and not from the orthogonal matrix that
# is nearest to the weight (its polar factor). One would expect: to turn the parametrization on
# moves a weight as little as possible.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import torch
from torch import nn
from torch.nn.utils import parametrizations

torch.manual_seed(0)
layer = nn.Linear(4, 4, bias=False)
old = layer.weight.detach().clone()
parametrizations.orthogonal(layer)
new = layer.weight.detach()
left, _, right = torch.linalg.svd(old)
nearest = left @ right
q, r = torch.linalg.qr(old)
print(f"from the QR factor     {(new - q * r.diagonal().sign()).abs().max():.0e}")
print(f"moved by               {(new - old).norm():.2f}")
print(f"to the nearest one     {(nearest - old).norm():.2f}")
assert torch.allclose(new, q * r.diagonal().sign(), atol=1e-5)
assert (nearest - old).norm() < 0.9 * (new - old).norm()
PYTHON
# Seen:
#   from the QR factor     0e+00
#   moved by               1.56
#   to the nearest one     1.25
