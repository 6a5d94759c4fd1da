"""Overwrites the loss.

fails: test_mean_over_batches_values
says: this is the loss of the last batch alone
"""


def mean_over_batches(parameters, batches):
    for x, y in batches:
        loss = squared_errors(parameters, x, y).mean()
    return loss
