"""Adds up the weight vector instead of the weights of the targets.

fails: test_total_weight_values
says: this is the sum of the weight vector
"""


def total_weight(target, weight=None, ignore_index=-100):
    return (target != ignore_index).sum() if weight is None else weight.sum()
