"""One function, with the entropy and the cross-entropy apart."""

import torch


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    if log_target:
        p = target.exp()
        minus_entropy = p * target
    else:
        p = target
        minus_entropy = torch.special.xlogy(p, p)
    terms = minus_entropy - p * input
    if size_average is not None or reduce is not None:
        if reduce is False:
            reduction = "none"
        else:
            reduction = "sum" if size_average is False else "mean"
    if reduction == "none":
        return terms
    if reduction not in ("mean", "sum", "batchmean"):
        raise ValueError(reduction)
    by = {"sum": 1, "mean": terms.numel(), "batchmean": [*input.shape, 1][0]}[reduction]
    return terms.sum() / by
