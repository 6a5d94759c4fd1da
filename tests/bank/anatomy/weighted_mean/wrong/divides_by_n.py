"""Divides by the number of examples.

fails: test_weighted_mean_values
says: divide by the sum of the weights
"""


def weighted_mean(losses, weight):
    if losses.shape != weight.shape:
        raise ValueError("the shapes differ")
    return (losses * weight).mean()
