"""Divides by the last dimension.

fails: test_kl_div_reduction
says: you divided by the number of classes
"""


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    terms = kl_terms_from_logs(input, target) if log_target else kl_terms(input, target)
    if reduction == "batchmean":
        return terms.sum() / input.shape[-1]
    return reduced(terms, reduction, size_average, reduce)
