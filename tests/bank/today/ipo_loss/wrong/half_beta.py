"""Aims at half of beta (tengxiao1/Cal-DPO#1).

fails: test_ipo_loss_values
says: the target is β / 2
"""


def ipo_loss(chosen, rejected, chosen_ref, rejected_ref, chosen_tokens, rejected_tokens, beta=0.1):
    winner = (chosen - chosen_ref) / chosen_tokens
    loser = (rejected - rejected_ref) / rejected_tokens
    return (winner - loser - beta / 2).square().mean()
