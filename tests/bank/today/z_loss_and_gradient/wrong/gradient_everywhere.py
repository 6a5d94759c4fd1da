"""Leaves the gradient of ignored places.

fails: test_z_loss_and_gradient_values
says: the place with target -100 has a gradient
also: places that do not count have the gradient 0
"""


def z_loss_and_gradient(logits, targets, factor=1e-4, ignore_index=-100):
    kept = targets != ignore_index
    level = logits.logsumexp(-1, keepdim=True)
    loss = factor * level[kept].square().mean()
    return loss, 2 * factor * level * (logits - level).exp() / kept.sum()
