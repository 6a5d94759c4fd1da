"""Leaves the checks to torch.

fails: test_linear_cross_entropy_refused
says: a bias that broadcasts
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
    if input.dim() > 2 or linear_weight.dim() < 2:
        raise ValueError("features or weight have the wrong number of dimensions")
    C, places = linear_weight.shape[0], tuple(linear_weight.shape[1:-1])
    single = input.dim() == 1
    if single and places:
        raise ValueError("places need a batch")
    x = input[None] if single else input
    y = target[None] if single else target
    N = len(x)
    probabilities = y.shape == (N, C, *places)
    if probabilities and ignore_index is not None:
        raise ValueError("probabilities cannot be ignored")
    if not probabilities and y.shape != (N, *places):
        raise ValueError("target does not fit")
    if weight is not None and weight.shape != (C,):
        raise ValueError("weight does not fit")
    if label_smoothing < 0 or label_smoothing > 1:
        raise ValueError("label_smoothing is a share")
    if ignore_index is None:
        ignore_index = -100
    W = linear_weight.reshape(-1, linear_weight.shape[-1])
    step = max(1, MOST // W.shape[0])
    parts = []
    for start in range(0, max(N, 1), step):
        logits = x[start : start + step] @ W.T
        logits = logits.reshape(logits.shape[0], C, *places)
        if linear_bias is not None:
            logits = logits + linear_bias
        q = target_distribution(y[start : start + step], logits, ignore_index, label_smoothing)
        parts.append(chunk_losses(logits, q, weight))
    losses = torch.cat(parts)
    if reduction == "mean" and not probabilities:
        w = x.new_ones(C) if weight is None else weight
        return losses.sum() / w[y[y != ignore_index]].sum()
    return reduced(losses[0] if single else losses, reduction)
