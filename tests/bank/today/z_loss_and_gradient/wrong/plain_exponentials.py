"""Sums plain exponentials.

fails: test_z_loss_and_gradient_level
says: exponentials of large logits overflow
"""


def z_loss_and_gradient(logits, targets, factor=1e-4, ignore_index=-100):
    kept = targets != ignore_index
    powers = logits.exp()
    total = powers.sum(-1)
    level = total.log()
    loss = factor * level[kept].square().mean()
    pull = 2 * factor * level / kept.sum() / total
    return loss, (pull[..., None] * powers).masked_fill(~kept[..., None], 0)
