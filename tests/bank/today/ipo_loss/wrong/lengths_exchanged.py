"""Exchanges the two lengths.

fails: test_ipo_loss_values
says: the lengths are exchanged
"""


def ipo_loss(chosen, rejected, chosen_ref, rejected_ref, chosen_tokens, rejected_tokens, beta=0.1):
    winner = (chosen - chosen_ref) / rejected_tokens
    loser = (rejected - rejected_ref) / chosen_tokens
    return (winner - loser - 1 / (2 * beta)).square().mean()
