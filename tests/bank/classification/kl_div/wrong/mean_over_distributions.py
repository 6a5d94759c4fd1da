"""Divides by the number of rows, whatever their place.

fails: test_kl_div_shapes
says: batchmean knows the first alone
"""


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    terms = kl_terms_from_logs(input, target) if log_target else kl_terms(input, target)
    if reduction == "batchmean":
        rows = input.numel() / input.shape[-1] if input.dim() > 1 else max(1, input.numel())
        rows = input.shape[0] if input.dim() == 1 else rows
        return terms.sum() / rows
    return reduced(terms, reduction, size_average, reduce)
