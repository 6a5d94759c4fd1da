"""Asks for nothing beyond the target.

fails: test_ipo_loss_target
says: this is a hinge
"""


def ipo_loss(chosen, rejected, chosen_ref, rejected_ref, chosen_tokens, rejected_tokens, beta=0.1):
    winner = (chosen - chosen_ref) / chosen_tokens
    loser = (rejected - rejected_ref) / rejected_tokens
    return (winner - loser - 1 / (2 * beta)).clamp(max=0).square().mean()
