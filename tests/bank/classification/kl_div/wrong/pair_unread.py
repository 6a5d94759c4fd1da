"""Does not pass the deprecated pair on.

fails: test_kl_div_deprecated
says: it is not read when size_average or reduce is given
"""


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    terms = kl_terms_from_logs(input, target) if log_target else kl_terms(input, target)
    if reduction == "batchmean":
        return terms.sum() / len(input)
    return reduced(terms, reduction)
