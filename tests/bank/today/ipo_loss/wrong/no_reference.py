"""Leaves the reference out.

fails: test_ipo_loss_values
says: the reference is not used
"""


def ipo_loss(chosen, rejected, chosen_ref, rejected_ref, chosen_tokens, rejected_tokens, beta=0.1):
    winner, loser = chosen / chosen_tokens, rejected / rejected_tokens
    return (winner - loser - 1 / (2 * beta)).square().mean()
