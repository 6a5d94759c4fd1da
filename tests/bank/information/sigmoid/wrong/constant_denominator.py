"""Detaches the denominator.

fails: test_sigmoid_gradient
says: not σ(x)
also: exp(10000) is inf
"""


def sigmoid(x):
    odds = x.exp()
    return odds / (1 + odds).detach()
