#!/usr/bin/env bash
# SciPy 1.17.1: softmax of 70,000 equal float16 logits is 0 everywhere, because the sum of
# exponentials stays in float16 and overflows at 65,504. torch 2.13.0 adds up in float32, and its
# probabilities sum to 1. One would expect: a softmax that shifts by the maximum does not overflow.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.4.6 scipy==1.17.1
"$folder/venv/bin/python" - <<'PYTHON'
import warnings

import numpy as np
import scipy.special
import torch

warnings.simplefilter("ignore", RuntimeWarning)
for classes in (60_000, 70_000):
    zeros = np.zeros(classes, dtype=np.float16)
    theirs = scipy.special.softmax(zeros).sum(dtype=np.float64)
    ours = torch.softmax(torch.from_numpy(zeros), dim=0).double().sum().item()
    print(f"{classes} classes: SciPy's probabilities sum to {theirs:.2f}, torch's to {ours:.2f}")
    assert abs(ours - 1) < 0.01
    assert (abs(theirs - 1) < 0.01) if classes == 60_000 else theirs == 0
PYTHON
# Seen:
#   60000 classes: SciPy's probabilities sum to 1.00, torch's to 1.00
#   70000 classes: SciPy's probabilities sum to 0.00, torch's to 1.00
