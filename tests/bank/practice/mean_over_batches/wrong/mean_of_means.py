"""Mends the graph only.

fails: test_mean_over_batches_values
says: this is the mean of the batches' means
"""


def mean_over_batches(parameters, batches):
    total = 0.0
    for x, y in batches:
        total = total + squared_errors(parameters, x, y).mean()
    return total / len(batches)
