"""Takes a sigmoid first.

fails: test_question_losses_values
says: a sigmoid too many
"""

import torch


def question_losses(input, target):
    input = input.sigmoid()
    return (
        torch.maximum(input, torch.zeros_like(input))
        - input * target
        + (-input.abs()).exp().log1p()
    )
