"""Weighs the two branches by the label.

fails: test_pair_loss_other_labels
says: torch looks for 1 and -1 and weighs nothing
"""


def pair_loss(input, target, margin):
    return (1 + target) / 2 * input + (1 - target) / 2 * too_close(input, margin)
