"""Detaches the denominator.

fails: test_sigmoid_gradient
says: not σ(x)
"""


def sigmoid(x):
    odds = x.exp()
    return odds / (1 + odds).detach()
