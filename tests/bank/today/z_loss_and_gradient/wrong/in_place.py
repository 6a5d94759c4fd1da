"""Subtracts from its argument.

fails: test_z_loss_and_gradient_random
says: the function changed its argument logits
"""


def z_loss_and_gradient(logits, targets, factor=1e-4, ignore_index=-100):
    kept = (targets != ignore_index)[..., None]
    level = logits.logsumexp(-1, keepdim=True)
    loss = factor * level[kept].square().mean()
    logits -= level
    return loss, 2 * factor * level * logits.exp() * kept / kept.sum()
