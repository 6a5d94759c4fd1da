"""Divides the policy by the tokens, and the reference not.

fails: test_ipo_loss_values
says: the reference is not divided
"""


def ipo_loss(chosen, rejected, chosen_ref, rejected_ref, chosen_tokens, rejected_tokens, beta=0.1):
    winner = chosen / chosen_tokens - chosen_ref
    loser = rejected / rejected_tokens - rejected_ref
    return (winner - loser - 1 / (2 * beta)).square().mean()
