"""Uses the formula of SoftMarginLoss.

fails: test_question_losses_values
says: this is the formula for labels -1 and 1
"""


def question_losses(input, target):
    return (-target * input).exp().log1p()
