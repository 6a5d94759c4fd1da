"""Averages over the chunk.

fails: test_loss_and_gradients_values
says: sums of chunks add up
"""


def loss_and_gradients(input, linear_weight, target):
    logits = input @ linear_weight.T
    total = logits.logsumexp(1)
    rows = range(len(target))
    loss = (total - logits[rows, target]).mean()
    g = (logits - total[:, None]).exp()
    g[rows, target] -= 1
    return loss, g @ linear_weight, g.T @ input
