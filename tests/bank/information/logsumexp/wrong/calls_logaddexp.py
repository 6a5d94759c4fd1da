"""Adds pair by pair with torch's own.

fails: test_logsumexp_values
says: is torch's own
"""

import functools

import torch


def logsumexp(x, dim=-1):
    return functools.reduce(torch.logaddexp, x.unbind(dim))
