#!/usr/bin/env bash
# torch 2.13.0: cross_entropy takes uint8 classes for logits of shape (N, C) and refuses them for (N,
# C, H, W), with a message of the inner kernel. One would expect: a dtype is taken by the function or
# it is not, whatever the number of dimensions.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import torch
from torch.nn import functional as F

found = []
for shape in ((2, 3), (2, 3, 1, 1)):
    classes = torch.zeros(2, *shape[2:], dtype=torch.uint8)
    try:
        found.append(f"{F.cross_entropy(torch.zeros(shape), classes).item():.4f}")
    except RuntimeError as error:
        found.append(str(error))
    print(shape, found[-1])
assert found == ["1.0986", "expected scalar type Long but found Byte"]
PYTHON
# Seen:
#   (2, 3) 1.0986
#   (2, 3, 1, 1) expected scalar type Long but found Byte
