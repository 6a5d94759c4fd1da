"""Takes clamp for max(x, 0).

fails: test_question_losses_slope
says: Yours is 1 - y: clamp says 1
"""


def question_losses(input, target):
    return input.clamp(min=0) - input * target + (-input.abs()).exp().log1p()
