"""Swaps the two branches.

fails: test_kl_div_log_target
says: the wrong way round
"""


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    terms = kl_terms(input, target) if log_target else kl_terms_from_logs(input, target)
    if reduction == "batchmean":
        return terms.sum() / len(input)
    return reduced(terms, reduction, size_average, reduce)
