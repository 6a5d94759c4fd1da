"""Works on its argument.

fails: test_too_close_values
says: changed its argument input
"""


def too_close(input, margin):
    return input.neg_().add_(margin).clamp_(min=0)
