"""Counts the targets and forgets the weights.

fails: test_target_weights_values
says: look up the weight of each
"""


def target_weights(target, weight, ignore_index=-100):
    return (target != ignore_index).to(weight.dtype)
