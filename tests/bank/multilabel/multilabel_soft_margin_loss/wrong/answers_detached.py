"""Takes the answers out of the graph.

fails: test_question_losses_slope
says: the gradient of target is missing
also: a step that autograd cannot follow
"""

import torch


def question_losses(input, target):
    return (
        torch.maximum(input, torch.zeros_like(input))
        - input * target.detach()
        + (-input.abs()).exp().log1p()
    )
