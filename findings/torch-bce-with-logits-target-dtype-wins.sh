#!/usr/bin/env bash
# torch 2.13.0: binary_cross_entropy_with_logits of float64 logits and a float32 target returns
# float32. mse_loss of the same two dtypes returns float64. One would expect: the wider dtype wins, as
# everywhere in torch's promotion rules.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import torch
from torch.nn import functional as F

logits, target = torch.tensor([2.0], dtype=torch.float64), torch.tensor([1.0])
found = [F.binary_cross_entropy_with_logits(logits, target).dtype, F.mse_loss(logits, target).dtype]
print("binary_cross_entropy_with_logits", found[0])
print("mse_loss", found[1])
assert found == [torch.float32, torch.float64]
PYTHON
# Seen:
#   binary_cross_entropy_with_logits torch.float32
#   mse_loss torch.float64
