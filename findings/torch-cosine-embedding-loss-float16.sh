#!/usr/bin/env bash
# torch 2.13.0, CPU: cosine_embedding_loss of a float16 vector with itself is right only near length
# 1: it multiplies the squared lengths before it takes the root. cosine_similarity, which normalizes
# first, is 1 throughout. One would expect: the loss calls cosine_similarity, so it is 0 throughout.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import torch
from torch.nn import functional as F

found = {}
for size in (1e-4, 1e-3, 1.0, 10.0, 300.0):
    x = torch.full((1, 4), size, dtype=torch.float16)
    loss = F.cosine_embedding_loss(x, x, torch.ones(1)).item()
    found[size] = (str(loss), F.cosine_similarity(x, x).item())
    print(f"components {size:g}: loss {loss}, cosine_similarity {found[size][1]}")
assert found == {
    1e-4: ("nan", 1.0), 1e-3: ("-inf", 1.0), 1.0: ("0.0", 1.0), 10.0: ("1.0", 1.0), 300.0: ("nan", 1.0)
}
PYTHON
# Seen:
#   components 0.0001: loss nan, cosine_similarity 1.0
#   components 0.001: loss -inf, cosine_similarity 1.0
#   components 1: loss 0.0, cosine_similarity 1.0
#   components 10: loss 1.0, cosine_similarity 1.0
#   components 300: loss nan, cosine_similarity 1.0
