"""Forgets to return the result.

fails: test_batch_loss_values
says: does its last line say return?
"""


def batch_loss(logits, target):
    losses = -log_softmax(logits, 1).gather(1, target[:, None])[:, 0]
