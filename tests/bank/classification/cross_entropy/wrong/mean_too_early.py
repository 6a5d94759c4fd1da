"""Averages where one loss per sample is asked for.

fails: test_batch_loss_values
says: you averaged already
"""


def batch_loss(logits, target):
    return -log_softmax(logits, 1).gather(1, target[:, None]).mean()
