"""Counts the samples that are kept and forgets their weights.

fails: test_total_weight_values
says: add up the weights of their targets
"""


def total_weight(target, weight=None, ignore_index=-100):
    return (target != ignore_index).sum()
