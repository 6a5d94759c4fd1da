"""Forgets beta.

fails: test_simpo_loss_values
says: beta is missing
"""


def simpo_loss(chosen, rejected, chosen_tokens, rejected_tokens, beta=2.0, gamma=0.5):
    winner, loser = chosen / chosen_tokens, rejected / rejected_tokens
    return bradley_terry_loss(winner, loser, gamma)
