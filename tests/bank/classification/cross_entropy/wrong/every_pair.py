"""Indexes the columns only and gets an N × N matrix.

fails: test_batch_loss_values
says: pair row i with target i
"""


def batch_loss(logits, target):
    return -log_softmax(logits, 1)[:, target]
