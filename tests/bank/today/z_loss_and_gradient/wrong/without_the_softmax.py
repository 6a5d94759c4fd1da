"""Spreads the pull over all logits alike.

fails: test_z_loss_and_gradient_values
says: the derivative of log-sum-exp is missing
"""


def z_loss_and_gradient(logits, targets, factor=1e-4, ignore_index=-100):
    kept = (targets != ignore_index)[..., None]
    level = logits.logsumexp(-1, keepdim=True)
    loss = factor * level[kept].square().mean()
    return loss, 2 * factor * (level * kept / kept.sum()).expand(logits.shape).clone()
