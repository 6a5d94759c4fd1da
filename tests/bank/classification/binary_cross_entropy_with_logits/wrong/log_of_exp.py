"""Takes the formula at its word.

fails: test_softplus_extreme
says: take max(0, x) out of the logarithm
"""


def softplus(x):
    return (1 + x.exp()).log()
