"""Forgets the 2 of the target.

fails: test_ipo_loss_values
says: the target is 1 / β
"""


def ipo_loss(chosen, rejected, chosen_ref, rejected_ref, chosen_tokens, rejected_tokens, beta=0.1):
    winner = (chosen - chosen_ref) / chosen_tokens
    loser = (rejected - rejected_ref) / rejected_tokens
    return (winner - loser - 1 / beta).square().mean()
