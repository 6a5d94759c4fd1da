"""Does not use the stable log-softmax of step 1.

fails: test_sample_loss_random
says: exponentials of large scores
"""


def sample_loss(logits, target):
    return logits.exp().sum().log() - logits[target]
