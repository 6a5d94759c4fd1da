"""Stops one step before the stable form.

fails: test_question_losses_far
says: exp(-x) is infinite
"""


def question_losses(input, target):
    return (1 - target) * input + (-input).exp().log1p()
