"""Gathers the logit of the label; needs no distribution for labels."""

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
    C, *places = linear_weight.shape[:-1]
    batch = list(input.shape[:-1])
    soft = list(target.shape) == [*batch, C, *places]
    if len(batch) > 1 or (places and not batch):
        raise ValueError("features must be (N, F), or (F) without places")
    if not soft and list(target.shape) != [*batch, *places]:
        raise ValueError("the target does not fit")
    if soft and ignore_index is not None:
        raise ValueError("no ignore_index for probabilities")
    if linear_bias is not None and list(linear_bias.shape) != [C, *places]:
        raise ValueError("the bias does not fit")
    if weight is not None and list(weight.shape) != [C]:
        raise ValueError("the weights do not fit")
    if not 0.0 <= label_smoothing <= 1.0:
        raise ValueError("label_smoothing is no share")
    ignore_index = -100 if ignore_index is None else ignore_index
    x, y = (input, target) if batch else (input[None], target[None])
    W = linear_weight.reshape(-1, input.shape[-1])
    w = input.new_ones(C) if weight is None else weight
    if not soft:
        counts = y != ignore_index
        if ((y < 0) | (y >= C))[counts].any():
            raise IndexError("a label is no class")
        y = y.masked_fill(~counts, 0)
    parts = []
    for xs, ys in zip(x.split(max(1, MOST // len(W))), y.split(max(1, MOST // len(W)))):
        logits = (xs @ W.T).view(xs.shape[0], C, *places)
        if linear_bias is not None:
            logits = logits + linear_bias
        logits = logits.movedim(1, -1)
        lse = logits.logsumexp(-1)
        if soft:
            cost = lse.unsqueeze(-1) - logits
            share = (1 - label_smoothing) * ys.movedim(1, -1) + label_smoothing / C
            parts.append((share * cost) @ w)
        else:
            hit = logits.gather(-1, ys.unsqueeze(-1)).squeeze(-1)
            loss = w[ys] * (lse - hit)
            if label_smoothing:
                even = (lse.unsqueeze(-1) - logits) @ w / C
                loss = (1 - label_smoothing) * loss + label_smoothing * even
            parts.append(loss)
    losses = torch.cat(parts)
    if not soft:
        losses = losses.masked_fill(~counts, 0.0)
    if not batch:
        losses = losses.squeeze(0)
    if reduction == "mean" and not soft:
        return losses.sum() / w[y[counts]].sum()
    return reduced(losses, reduction)
