"""Divides gamma by beta after the scores were scaled.

fails: test_simpo_loss_values
says: gamma is divided by beta
"""


def simpo_loss(chosen, rejected, chosen_tokens, rejected_tokens, beta=2.0, gamma=0.5):
    winner, loser = beta * chosen / chosen_tokens, beta * rejected / rejected_tokens
    return bradley_terry_loss(winner, loser, gamma / beta)
