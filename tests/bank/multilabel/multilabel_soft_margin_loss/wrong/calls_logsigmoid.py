"""Calls logsigmoid.

fails: test_question_losses_values
says: logsigmoid is torch's own
"""

import torch


def question_losses(input, target):
    log = torch.nn.functional.logsigmoid
    return -(target * log(input) + (1 - target) * log(-input))
