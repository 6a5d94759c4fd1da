"""Clamps the logarithm, as BCELoss does.

fails: test_softplus_extreme
says: with logits nothing is clamped
"""


def softplus(x):
    return -(1 - 1 / (1 + (-x).exp())).log().clamp(min=-100)
