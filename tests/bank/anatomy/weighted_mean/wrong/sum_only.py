"""Forgets to divide.

fails: test_weighted_mean_values
says: you did not divide
"""


def weighted_mean(losses, weight):
    if losses.shape != weight.shape:
        raise ValueError("the shapes differ")
    return (losses * weight).sum()
