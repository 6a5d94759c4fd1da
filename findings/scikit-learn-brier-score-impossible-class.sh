#!/usr/bin/env bash
# scikit-learn 1.9.1: brier_score_loss doubles when a third class is listed that nobody has and
# every forecast gives 0, because scores of two classes are halved and others are not. log_loss
# stays the same. One would expect: a class that cannot come changes no score.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
"$folder/venv/bin/python" - <<'PYTHON'
import numpy as np
from sklearn.metrics import brier_score_loss, log_loss

truth = [0, 1, 1]
two = np.array([[0.8, 0.2], [0.4, 0.6], [0.1, 0.9]])
three = np.c_[two, np.zeros(3)]
scores = {}
for score in (brier_score_loss, log_loss):
    scores[score] = score(truth, two), score(truth, three, labels=[0, 1, 2])
    print(f"{score.__name__:17} two classes {scores[score][0]:.4f}   three {scores[score][1]:.4f}")
assert np.isclose(scores[brier_score_loss][1], 2 * scores[brier_score_loss][0])
assert np.isclose(*scores[log_loss])
PYTHON
# Seen:
#   brier_score_loss  two classes 0.0700   three 0.1400
#   log_loss          two classes 0.2798   three 0.2798
