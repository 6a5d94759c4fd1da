"""Multiplies the difference by beta, as DPO does.

fails: test_ipo_loss_values
says: multiplied by beta, as in DPO
"""


def ipo_loss(chosen, rejected, chosen_ref, rejected_ref, chosen_tokens, rejected_tokens, beta=0.1):
    winner = (chosen - chosen_ref) / chosen_tokens
    loser = (rejected - rejected_ref) / rejected_tokens
    return (beta * (winner - loser) - 1 / (2 * beta)).square().mean()
