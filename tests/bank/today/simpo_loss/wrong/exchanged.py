"""Lets the loser win.

fails: test_simpo_loss_values
says: winner and loser are exchanged
"""


def simpo_loss(chosen, rejected, chosen_tokens, rejected_tokens, beta=2.0, gamma=0.5):
    winner, loser = beta * chosen / chosen_tokens, beta * rejected / rejected_tokens
    return bradley_terry_loss(loser, winner, gamma)
