"""Divides the gradients by the rows.

fails: test_loss_and_gradients_values
says: this is the gradient of the mean
"""


def loss_and_gradients(input, linear_weight, target):
    logits = input @ linear_weight.T
    total = logits.logsumexp(1)
    rows = range(len(target))
    loss = (total - logits[rows, target]).sum()
    g = (logits - total[:, None]).exp()
    g[rows, target] -= 1
    g = g / len(input)
    return loss, g @ linear_weight, g.T @ input
