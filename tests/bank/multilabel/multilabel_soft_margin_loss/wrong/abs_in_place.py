"""Takes the absolute value in place.

fails: test_question_losses_dtype
says: changed its argument input
"""

import torch


def question_losses(input, target):
    losses = torch.maximum(input, torch.zeros_like(input)) - input * target
    return losses + input.abs_().neg().exp().log1p()
