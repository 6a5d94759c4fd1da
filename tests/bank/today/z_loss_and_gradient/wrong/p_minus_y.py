"""Takes the gradient of cross-entropy.

fails: test_z_loss_and_gradient_values
says: this is p - y
"""


def z_loss_and_gradient(logits, targets, factor=1e-4, ignore_index=-100):
    kept = (targets != ignore_index)[..., None]
    level = logits.logsumexp(-1, keepdim=True)
    loss = factor * level[kept].square().mean()
    labels = targets[..., None].clamp(min=0)
    difference = (logits - level).exp().scatter_add(-1, labels, -kept.to(logits.dtype))
    return loss, (2 * factor * level * difference / kept.sum()).masked_fill(~kept, 0)
