"""Calls the operator.

fails: test_poisson_nll_loss_arguments
says: is torch's own
"""

import torch


def poisson_nll_loss(
    input,
    target,
    log_input=True,
    full=False,
    size_average=None,
    eps=1e-8,
    reduce=None,
    reduction="mean",
):
    return torch.poisson_nll_loss(
        input, target, log_input, full, eps, ["none", "mean", "sum"].index(reduction)
    )
