"""Forgets the minus.

fails: test_question_losses_values
says: the minus in front is missing
"""

import torch


def question_losses(input, target):
    return (
        input * target
        - torch.maximum(input, torch.zeros_like(input))
        - (-input.abs()).exp().log1p()
    )
