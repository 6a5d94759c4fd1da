"""One pair after the other, in one function."""

import torch


def cosine_embedding_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    if target.dim() > 1:
        raise ValueError("labels have one dimension at most")
    if {input1.dim(), input2.dim()} != {target.dim() + 1}:
        raise ValueError("inputs have one dimension more than labels")
    a, b = torch.broadcast_tensors(input1, input2)
    labels = target.expand(a.shape[:-1]).reshape(-1)
    losses = []
    for first, second, y in zip(a.reshape(-1, a.shape[-1]), b.reshape(-1, a.shape[-1]), labels):
        dot, aa, bb = first @ second, first @ first + 1e-12, second @ second + 1e-12
        cos = dot / aa.sqrt() / bb.sqrt()
        if y == 1:
            losses.append(1 - cos)
        elif y == -1 and cos > margin:
            losses.append(cos - margin)
        else:
            losses.append(0 * cos)
    losses = torch.stack(losses).reshape(a.shape[:-1]) if losses else a.sum(-1)
    return reduced(losses, reduction, size_average, reduce)
