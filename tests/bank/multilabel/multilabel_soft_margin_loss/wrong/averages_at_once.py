"""Averages over the classes.

fails: test_question_losses_values
says: you averaged already
"""

import torch


def question_losses(input, target):
    return (
        torch.maximum(input, torch.zeros_like(input))
        - input * target
        + (-input.abs()).exp().log1p()
    ).mean(-1)
