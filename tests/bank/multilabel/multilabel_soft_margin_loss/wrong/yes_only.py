"""Forgets the answers no.

fails: test_question_losses_values
says: the questions with the answer no are missing
"""

import torch


def question_losses(input, target):
    return target * (
        torch.maximum(input, torch.zeros_like(input)) - input + (-input.abs()).exp().log1p()
    )
