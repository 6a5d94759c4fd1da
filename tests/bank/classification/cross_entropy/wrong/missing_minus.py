"""Forgets the minus sign, so that a good model has a large loss.

fails: test_sample_loss_values
says: the minus sign is missing
"""


def sample_loss(logits, target):
    return log_softmax(logits, 0)[target]
