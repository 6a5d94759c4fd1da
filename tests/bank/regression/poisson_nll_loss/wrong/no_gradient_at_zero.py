"""Lifts the rate by a clamp that stops the gradient.

fails: test_rate_loss_zero
says: a branch or a clamp at rate 0
"""


def rate_loss(rate, y, eps=1e-8):
    return rate - y * (rate.clamp(min=1e-12) + eps).log()
