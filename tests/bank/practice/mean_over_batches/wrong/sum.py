"""Forgets to divide.

fails: test_mean_over_batches_values
says: this is the sum; divide it
"""


def mean_over_batches(parameters, batches):
    return sum(squared_errors(parameters, x, y).sum() for x, y in batches)
