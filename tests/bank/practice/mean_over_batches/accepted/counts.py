"""Adds up sums, and counts."""


def mean_over_batches(parameters, batches):
    total, count = 0, 0
    for x, y in batches:
        total = total + squared_errors(parameters, x, y).sum()
        count += len(x)
    return total / count
