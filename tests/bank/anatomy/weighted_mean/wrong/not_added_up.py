"""Forgets the sum.

fails: test_weighted_mean_values
says: you did not add up
"""


def weighted_mean(losses, weight):
    if losses.shape != weight.shape:
        raise ValueError("the shapes differ")
    return losses * weight / weight.sum()
