"""Forgets the 2 of the square.

fails: test_z_loss_and_gradient_values
says: the 2 of the square is missing
"""


def z_loss_and_gradient(logits, targets, factor=1e-4, ignore_index=-100):
    kept = targets != ignore_index
    level = logits.logsumexp(-1)
    loss = factor * level[kept].square().mean()
    pull = factor * level / kept.sum()
    gradient = pull[..., None] * (logits - level[..., None]).exp()
    return loss, gradient.masked_fill(~kept[..., None], 0)
