#!/usr/bin/env bash
# torch 2.13.0: at |d| = delta the second derivative of huber_loss is 0 by backward twice and 1 by
# torch.func.hessian; smooth_l1_loss gives 0 both times. One would expect: the two modes agree, as
# they do everywhere else.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import torch
from torch.nn import functional as F


def second(loss, at):
    d = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    zero = torch.zeros_like(d)
    (slope,) = torch.autograd.grad(loss(d, zero), d, create_graph=True)
    (twice,) = torch.autograd.grad(slope, d)
    return twice.item(), torch.func.hessian(lambda d: loss(d, zero))(d.detach()).item()


for loss in (F.huber_loss, F.smooth_l1_loss):
    for at in (0.5, 1.0, 1.5):
        print(loss.__name__, at, *second(loss, at))
assert second(F.huber_loss, 0.5) == (1, 1)
assert second(F.huber_loss, 1.0) == (0, 1)
assert second(F.smooth_l1_loss, 1.0) == (0, 0)
PYTHON
# Seen:
#   huber_loss 0.5 1.0 1.0
#   huber_loss 1.0 0.0 1.0
#   huber_loss 1.5 0.0 0.0
#   smooth_l1_loss 0.5 1.0 1.0
#   smooth_l1_loss 1.0 0.0 0.0
#   smooth_l1_loss 1.5 0.0 0.0
