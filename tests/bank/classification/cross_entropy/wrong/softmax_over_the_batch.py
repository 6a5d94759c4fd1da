"""Normalizes over the samples.

fails: test_batch_loss_values
says: you normalized over the samples
"""


def batch_loss(logits, target):
    return -log_softmax(logits, 0).gather(1, target[:, None])[:, 0]
