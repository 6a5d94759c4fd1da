"""Adds up and does not divide.

fails: test_z_loss_and_gradient_mean
says: this is the sum; divide by
"""


def z_loss_and_gradient(logits, targets, factor=1e-4, ignore_index=-100):
    kept = targets != ignore_index
    level = logits.logsumexp(-1)
    loss = factor * level[kept].square().sum()
    pull = 2 * factor * level
    gradient = pull[..., None] * (logits - level[..., None]).exp()
    return loss, gradient.masked_fill(~kept[..., None], 0)
