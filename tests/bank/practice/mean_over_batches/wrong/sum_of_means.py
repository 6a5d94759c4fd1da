"""Adds up the means.

fails: test_mean_over_batches_values
says: this is the sum of the batches' means
"""


def mean_over_batches(parameters, batches):
    return sum(squared_errors(parameters, x, y).mean() for x, y in batches)
