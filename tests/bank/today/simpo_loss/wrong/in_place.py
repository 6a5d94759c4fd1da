"""Divides its arguments.

fails: test_simpo_loss_random
says: the function changed its argument chosen
"""


def simpo_loss(chosen, rejected, chosen_tokens, rejected_tokens, beta=2.0, gamma=0.5):
    chosen /= chosen_tokens
    rejected /= rejected_tokens
    return bradley_terry_loss(beta * chosen, beta * rejected, gamma)
