"""Has one branch.

fails: test_pair_loss_values
says: then the best answer is one point for everything
"""


def pair_loss(input, target, margin):
    return input.masked_fill(target != 1, 0.0)
