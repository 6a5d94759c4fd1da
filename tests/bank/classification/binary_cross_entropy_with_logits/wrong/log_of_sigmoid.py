"""Goes through the sigmoid.

fails: test_softplus_extreme
says: rounds to 1
"""


def softplus(x):
    return -(1 - 1 / (1 + (-x).exp())).log()
