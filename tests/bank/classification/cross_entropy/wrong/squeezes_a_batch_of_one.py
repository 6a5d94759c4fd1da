"""Squeezes every dimension of size 1, so that a batch of one loses its dimension.

fails: test_batch_loss_random
says: has the wrong shape
"""


def batch_loss(logits, target):
    return -log_softmax(logits, 1).gather(1, target[:, None]).squeeze()
