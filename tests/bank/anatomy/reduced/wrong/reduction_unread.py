"""Always takes the mean.

fails: test_reduced_values
says: the argument reduction was not used
"""


def reduced(losses, reduction="mean", size_average=None, reduce=None):
    return losses.mean()
