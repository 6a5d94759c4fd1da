"""Calls torch's own.

fails: test_linear_cross_entropy_reductions
says: is torch's own
"""

import torch


def linear_cross_entropy(
    input,
    linear_weight,
    target,
    *,
    linear_bias=None,
    weight=None,
    reduction="mean",
    ignore_index=None,
    label_smoothing=0.0,
    options=None,
):
    logits = input @ linear_weight.T
    return torch.nn.functional.cross_entropy(logits, target, weight, reduction=reduction)
