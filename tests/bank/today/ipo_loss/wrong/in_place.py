"""Divides its arguments.

fails: test_ipo_loss_random
says: the function changed its argument chosen
"""


def ipo_loss(
    chosen, rejected, chosen_ref, rejected_ref, chosen_tokens, rejected_tokens, beta=0.1
):
    chosen -= chosen_ref
    rejected -= rejected_ref
    h = chosen / chosen_tokens - rejected / rejected_tokens
    return (h - 1 / (2 * beta)).square().mean()
