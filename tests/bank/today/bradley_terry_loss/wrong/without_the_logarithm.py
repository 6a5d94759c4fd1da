"""Maximizes the probability and not its logarithm (HarderThenHarder/transformers_tasks#15).

fails: test_bradley_terry_loss_values
says: the logarithm is missing
"""


def bradley_terry_loss(chosen, rejected, margin=0.0):
    return -(chosen - rejected - margin).sigmoid().mean()
