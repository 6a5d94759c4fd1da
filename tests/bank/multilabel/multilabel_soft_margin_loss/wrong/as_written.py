"""Writes the formula down.

fails: test_question_losses_far
says: its logarithm is infinite
"""


def question_losses(input, target):
    p = input.sigmoid()
    return -(target * p.log() + (1 - target) * (1 - p).log())
