"""Switches between two forms that overflow.

fails: test_question_losses_slope
says: where has two branches
"""

import torch


def question_losses(input, target):
    log = torch.where(input > 0, input + (-input).exp().log1p(), input.exp().log1p())
    return log - input * target
