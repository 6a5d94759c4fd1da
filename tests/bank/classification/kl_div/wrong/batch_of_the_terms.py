"""Takes the batch size from the result.

fails: test_kl_div_shapes
says: the batch is the input's
"""


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    terms = kl_terms_from_logs(input, target) if log_target else kl_terms(input, target)
    if reduction == "batchmean":
        return terms.sum() / (len(terms) if terms.dim() else 1)
    return reduced(terms, reduction, size_average, reduce)
