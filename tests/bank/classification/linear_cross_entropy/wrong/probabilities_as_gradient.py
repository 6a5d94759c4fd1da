"""Forgets y.

fails: test_loss_and_gradients_values
says: subtract 1 at the class that is right
"""


def loss_and_gradients(input, linear_weight, target):
    logits = input @ linear_weight.T
    total = logits.logsumexp(1)
    rows = range(len(target))
    loss = (total - logits[rows, target]).sum()
    g = (logits - total[:, None]).exp()
    return loss, g @ linear_weight, g.T @ input
