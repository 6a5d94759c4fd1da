"""Converts to float32.

fails: test_question_losses_dtype
says: has the wrong dtype
"""

import torch


def question_losses(input, target):
    input, target = input.float(), target.float()
    return (
        torch.maximum(input, torch.zeros_like(input))
        - input * target
        + (-input.abs()).exp().log1p()
    )
