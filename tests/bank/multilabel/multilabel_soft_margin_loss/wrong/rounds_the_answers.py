"""Turns the answers into yes and no.

fails: test_question_losses_values
says: you rounded the answers
"""

import torch


def question_losses(input, target):
    return (
        torch.where(
            target > 0.5,
            torch.maximum(input, torch.zeros_like(input)) - input,
            torch.maximum(input, torch.zeros_like(input)),
        )
        + (-input.abs()).exp().log1p()
    )
