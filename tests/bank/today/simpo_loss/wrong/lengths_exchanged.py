"""Exchanges the two lengths.

fails: test_simpo_loss_values
says: the lengths are exchanged
"""


def simpo_loss(chosen, rejected, chosen_tokens, rejected_tokens, beta=2.0, gamma=0.5):
    winner, loser = beta * chosen / rejected_tokens, beta * rejected / chosen_tokens
    return bradley_terry_loss(winner, loser, gamma)
