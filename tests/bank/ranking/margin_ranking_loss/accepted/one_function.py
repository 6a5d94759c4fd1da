"""Everything in one function, reduction included."""

import torch


def margin_ranking_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    if input1.ndim != input2.ndim or input1.ndim != target.ndim:
        raise RuntimeError(f"got {input1.ndim}, {input2.ndim} and {target.ndim} dimensions")
    losses = torch.clamp_min(-target * (input1 - input2) + margin, 0)
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction not in {"none", "sum", "mean"}:
        raise ValueError(reduction)
    if reduction == "none":
        return losses
    return losses.sum() if reduction == "sum" else losses.sum() / losses.numel()
