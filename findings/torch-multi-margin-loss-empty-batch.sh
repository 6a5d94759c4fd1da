#!/usr/bin/env bash
# torch 2.13.0, CPU: multi_margin_loss of an empty batch returns memory that nobody wrote to, for sum
# and mean. Filled with nan by use_deterministic_algorithms, it shows. Other losses give 0 and nan.
# One would expect: the sum over nothing is 0, as in soft_margin_loss.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import torch
from torch.nn import functional as F

torch.use_deterministic_algorithms(True)  # uninitialized memory reads as nan
empty, classes = torch.empty(0, 3), torch.empty(0, dtype=torch.int64)
found = {
    "multi_margin_loss": F.multi_margin_loss(empty, classes, reduction="sum").item(),
    "soft_margin_loss": F.soft_margin_loss(empty, empty, reduction="sum").item(),
}
print("sum over nothing:", found)
assert str(found) == "{'multi_margin_loss': nan, 'soft_margin_loss': 0.0}"
PYTHON
# Seen:
#   sum over nothing: {'multi_margin_loss': nan, 'soft_margin_loss': 0.0}
