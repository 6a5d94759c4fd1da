"""Does not look at log_target.

fails: test_kl_div_log_target
says: the argument log_target was not used
"""


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    terms = kl_terms(input, target)
    if reduction == "batchmean":
        return terms.sum() / len(input)
    return reduced(terms, reduction, size_average, reduce)
