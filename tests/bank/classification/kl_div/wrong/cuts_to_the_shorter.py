"""Pairs the entries of two flat lists.

fails: test_kl_div_invalid
says: paired by their position in memory
"""

import torch


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    function = kl_terms_from_logs if log_target else kl_terms
    pairs = zip(input.reshape(-1), target.reshape(-1))
    terms = torch.stack([function(a, b) for a, b in pairs])
    return reduced(terms, reduction, size_average, reduce)
