"""Swaps yes and no.

fails: test_question_losses_values
says: yes and no are swapped
"""

import torch


def question_losses(input, target):
    return (
        torch.maximum(input, torch.zeros_like(input))
        - input * (1 - target)
        + (-input.abs()).exp().log1p()
    )
