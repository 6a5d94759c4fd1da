"""Adds 1e-7 inside the logarithm.

fails: test_question_losses_far
says: a small number added inside the logarithm
"""


def question_losses(input, target):
    p = input.sigmoid()
    return -(target * (p + 1e-7).log() + (1 - target) * (1 - p + 1e-7).log())
