"""Takes relu for max(x, 0).

fails: test_question_losses_slope
says: Yours is -y: relu says 0
"""


def question_losses(input, target):
    return input.relu() - input * target + (-input.abs()).exp().log1p()
