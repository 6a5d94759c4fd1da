"""Lets ignored places stay in the mean (allenai/OLMo#760).

fails: test_z_loss_and_gradient_values
says: you divided by all places
"""


def z_loss_and_gradient(logits, targets, factor=1e-4, ignore_index=-100):
    kept = targets != ignore_index
    level = logits.logsumexp(-1)
    loss = factor * level.square().masked_fill(~kept, 0).mean()
    pull = 2 * factor * level / kept.numel()
    gradient = pull[..., None] * (logits - level[..., None]).exp()
    return loss, gradient.masked_fill(~kept[..., None], 0)
