"""Divides by the tokens of both answers together.

fails: test_simpo_loss_values
says: the tokens of both answers together
"""


def simpo_loss(chosen, rejected, chosen_tokens, rejected_tokens, beta=2.0, gamma=0.5):

    tokens = chosen_tokens + rejected_tokens
    return bradley_terry_loss(beta * chosen / tokens, beta * rejected / tokens, gamma)
