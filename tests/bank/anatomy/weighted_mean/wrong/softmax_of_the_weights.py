"""Normalizes by softmax.

fails: test_weighted_mean_values
says: the weighted mean is not right
"""


def weighted_mean(losses, weight):
    if losses.shape != weight.shape:
        raise ValueError("the shapes differ")
    return (losses * weight.softmax(0)).sum()
