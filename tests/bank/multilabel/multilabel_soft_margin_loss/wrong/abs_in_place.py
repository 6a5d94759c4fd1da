"""Takes the absolute value in place.

fails: test_question_losses_dtype
says: changed its argument target
"""

import torch


def question_losses(input, target):
    target.sub_(0.5).mul_(2) if target.is_floating_point() else target.add_(1)
    y = (target + 1) / 2 if target.is_floating_point() else target - 1
    return torch.maximum(input, torch.zeros_like(input)) - input * y + (-input.abs()).exp().log1p()
