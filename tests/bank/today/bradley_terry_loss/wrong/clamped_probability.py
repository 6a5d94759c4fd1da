"""Clamps the probability before its logarithm.

fails: test_bradley_terry_loss_extreme
says: a probability that was clamped
"""


def bradley_terry_loss(chosen, rejected, margin=0.0):
    return -(chosen - rejected - margin).sigmoid().clamp(min=1e-8).log().mean()
