"""Takes the divisor as a number.

fails: test_weighted_mean_random
says: autograd takes the divisor for a constant
"""


def weighted_mean(losses, weight):
    if losses.shape != weight.shape:
        raise ValueError("the shapes differ")
    return (losses * weight).sum() / weight.sum().item()
