"""Returns a Python float.

fails: test_sample_loss_values
says: a Python number carries no gradient
"""


def sample_loss(logits, target):
    return -log_softmax(logits, 0)[target].item()
