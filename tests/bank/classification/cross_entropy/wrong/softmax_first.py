"""Feeds probabilities to a function that takes logits.

fails: test_sample_loss_values
says: you applied softmax before log_softmax
"""


def sample_loss(logits, target):
    e = logits.exp()
    return -log_softmax(e / e.sum(), 0)[target]
