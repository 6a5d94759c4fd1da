"""Adds the pairs up.

fails: test_ipo_loss_values
says: this is the sum over the pairs
"""


def ipo_loss(chosen, rejected, chosen_ref, rejected_ref, chosen_tokens, rejected_tokens, beta=0.1):
    winner = (chosen - chosen_ref) / chosen_tokens
    loser = (rejected - rejected_ref) / rejected_tokens
    return (winner - loser - 1 / (2 * beta)).square().sum()
