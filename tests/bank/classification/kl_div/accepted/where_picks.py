"""Replaces zeros before the logarithm, and picks with where."""

import torch


def kl_terms(log_q, p):
    safe = torch.where(p == 0, 1.0, p).to(p.dtype)
    return p * safe.log() - p * log_q


def kl_terms_from_logs(log_q, log_p):
    p = torch.exp(log_p)
    return p * log_p - p * log_q


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    terms = (kl_terms_from_logs if log_target else kl_terms)(input, target)
    deprecated = size_average is not None or reduce is not None
    if reduction == "batchmean" and not deprecated:
        batch = 1 if input.ndim == 0 else input.size(0)
        return terms.sum() / batch
    return reduced(terms, reduction, size_average, reduce)
