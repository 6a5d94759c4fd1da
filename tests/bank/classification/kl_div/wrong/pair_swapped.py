"""Passes the deprecated pair in the wrong order.

fails: test_kl_div_deprecated
says: an order of arguments
"""


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    terms = kl_terms_from_logs(input, target) if log_target else kl_terms(input, target)
    if reduction == "batchmean":
        return terms.sum() / len(input)
    return reduced(terms, reduction, reduce, size_average)
