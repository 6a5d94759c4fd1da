"""Lets the weight broadcast.

fails: test_weighted_mean_refused
says: make nine products
"""


def weighted_mean(losses, weight):
    return (losses * weight).sum() / weight.sum()
