"""Averages the means.

fails: test_accumulated_values
says: this is the mean of the means
"""


def accumulated(means, counts):
    return sum(means) / len(means)
