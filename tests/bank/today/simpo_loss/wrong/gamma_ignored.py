"""Does not use gamma.

fails: test_simpo_loss_values
says: gamma is not used
"""


def simpo_loss(chosen, rejected, chosen_tokens, rejected_tokens, beta=2.0, gamma=0.5):
    winner, loser = beta * chosen / chosen_tokens, beta * rejected / rejected_tokens
    return bradley_terry_loss(winner, loser)
