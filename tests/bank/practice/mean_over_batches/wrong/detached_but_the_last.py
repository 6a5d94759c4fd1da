"""Keeps the graph of the last batch only, to save memory.

fails: test_mean_over_batches_gradient
says: the gradient of a is not right
"""


def mean_over_batches(parameters, batches):
    total, count = 0.0, 0
    for x, y in batches:
        part = squared_errors(parameters, x, y).sum()
        count += len(x)
        total = total.detach() + part if count > len(x) else part
    return total / count
