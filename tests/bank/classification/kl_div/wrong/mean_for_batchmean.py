"""Takes batchmean for another word for mean.

fails: test_kl_div_reduction
says: batchmean divides by the batch size
"""


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    terms = kl_terms_from_logs(input, target) if log_target else kl_terms(input, target)
    if reduction == "batchmean":
        reduction = "mean"
    return reduced(terms, reduction, size_average, reduce)
