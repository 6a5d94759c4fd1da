"""Averages the leads.

fails: test_margin_ranking_loss_reduction
says: you averaged the leads first
"""


def margin_ranking_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    leads = lead(input1, input2, target)
    return ranking_hinge(leads.mean(), margin)
