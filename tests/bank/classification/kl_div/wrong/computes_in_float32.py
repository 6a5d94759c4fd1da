"""Turns everything into float32.

fails: test_kl_div_random
says: has the wrong dtype
"""


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    terms = kl_terms_from_logs(input, target) if log_target else kl_terms(input, target)
    terms = terms.float()
    if reduction == "batchmean":
        return terms.sum() / len(input)
    return reduced(terms, reduction, size_average, reduce)
