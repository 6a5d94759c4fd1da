"""Bounds the logarithms, as BCELoss does.

fails: test_question_losses_far
says: you bounded the logarithms at -100
"""


def question_losses(input, target):
    p = input.sigmoid()
    return -(target * p.log().clamp(min=-100) + (1 - target) * (1 - p).log().clamp(min=-100))
