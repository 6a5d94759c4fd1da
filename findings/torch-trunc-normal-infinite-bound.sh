#!/usr/bin/env bash
# torch 2.13.0: trunc_normal_ takes an infinite bound as long as more than 30% of the normal law
# lies inside, and raises otherwise: (0, inf) works, (1, inf) does not. One would expect: a bound
# that may be infinite may always be.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import math

import torch
from torch import nn

weight = torch.empty(10_000)
nn.init.trunc_normal_(weight, a=0.0, b=math.inf)
print("(0, inf): all entries at least 0:", bool((weight >= 0).all()))
assert (weight >= 0).all()
try:
    nn.init.trunc_normal_(weight, a=1.0, b=math.inf)
except RuntimeError as error:
    print("(1, inf):", error)
    assert "out of bounds" in str(error)
else:
    raise SystemExit("(1, inf) works")
PYTHON
# Seen:
#   (0, inf): all entries at least 0: True
#   (1, inf): to is out of bounds for float
