"""Writes -100 into the code.

fails: test_z_loss_and_gradient_mean
says: -100 is written into the code
"""


def z_loss_and_gradient(logits, targets, factor=1e-4, ignore_index=-100):
    kept = targets != ignore_index
    level = logits.logsumexp(-1)
    kept = targets != -100
    loss = factor * level[kept].square().mean()
    pull = 2 * factor * level / kept.sum()
    gradient = pull[..., None] * (logits - level[..., None]).exp()
    return loss, gradient.masked_fill(~kept[..., None], 0)
