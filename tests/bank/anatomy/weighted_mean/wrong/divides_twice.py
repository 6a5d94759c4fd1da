"""Takes the mean and divides by the weights.

fails: test_weighted_mean_values
says: you averaged twice
"""


def weighted_mean(losses, weight):
    if losses.shape != weight.shape:
        raise ValueError("the shapes differ")
    return (losses * weight).mean() / weight.sum()
