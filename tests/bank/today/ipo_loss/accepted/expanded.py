"""Multiplies the square out."""


def ipo_loss(chosen, rejected, chosen_ref, rejected_ref, chosen_tokens, rejected_tokens, beta=0.1):
    winner = (chosen - chosen_ref) / chosen_tokens
    loser = (rejected - rejected_ref) / rejected_tokens
    h = winner - loser
    return (h * h).mean() - h.mean() / beta + 1 / (4 * beta * beta)
