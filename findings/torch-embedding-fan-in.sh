#!/usr/bin/env bash
# torch 2.13.0: kaiming_normal_ on the weight of nn.Embedding(1000, 16) divides by 16, the length of
# an entry. An embedding copies one row and adds nothing up, so its outputs shrink with their length;
# on nn.Linear the same call keeps their size. One would expect: the fan-in of an embedding is 1, or
# the 1,000 rows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import torch
from torch import nn

torch.manual_seed(0)
embedding, linear = nn.Embedding(1000, 16), nn.Linear(16, 1000, bias=False)
fans = [nn.init._calculate_fan_in_and_fan_out(m.weight) for m in (embedding, linear)]
found = {}
for length in (16, 1024):
    table = nn.Embedding(1000, length)
    nn.init.kaiming_normal_(table.weight, nonlinearity="linear")
    found[length] = round(table(torch.arange(1000)).std().item(), 2)
print("fan_in, fan_out of the embedding", fans[0], "of the linear layer", fans[1])
print("std of an output by its length", found)
assert fans == [(16, 1000), (16, 1000)]
assert found == {16: 0.25, 1024: 0.03}
PYTHON
# Seen:
#   fan_in, fan_out of the embedding (16, 1000) of the linear layer (16, 1000)
#   std of an output by its length {16: 0.25, 1024: 0.03}
