"""Returns the true divergence for mean.

fails: test_kl_div_reduction
says: torch's 'mean' divides by every element
"""


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    terms = kl_terms_from_logs(input, target) if log_target else kl_terms(input, target)
    if reduction in ("mean", "batchmean") and size_average is None and reduce is None:
        return terms.sum() / len(input)
    return reduced(terms, reduction, size_average, reduce)
