"""Adds the pairs first as if all were strangers, and corrects the partners."""


def siglip_loss(a, b, scale, bias):
    a = a / a.norm(dim=1, keepdim=True)
    b = b / b.norm(dim=1, keepdim=True)
    logits = scale * (a @ b.mT) + bias
    strangers = logits.clamp(min=0) + (-logits.abs()).exp().log1p()
    return (strangers.sum() - logits.diagonal().sum()) / len(a)
