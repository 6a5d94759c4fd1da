"""Divides the sum by the number of batches.

fails: test_mean_over_batches_values
says: you divided the sum by the number of batches
"""


def mean_over_batches(parameters, batches):
    return sum(squared_errors(parameters, x, y).sum() for x, y in batches) / len(batches)
