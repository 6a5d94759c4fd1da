"""Looks up -1 like any other index.

fails: test_target_weights_values
says: -1 counts from the end
"""


def target_weights(target, weight, ignore_index=-100):
    return weight[target]
