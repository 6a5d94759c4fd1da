"""Divides by the tokens of both answers together.

fails: test_ipo_loss_values
says: the tokens of both answers together
"""


def ipo_loss(chosen, rejected, chosen_ref, rejected_ref, chosen_tokens, rejected_tokens, beta=0.1):

    h = (chosen - chosen_ref - rejected + rejected_ref) / (chosen_tokens + rejected_tokens)
    return (h - 1 / (2 * beta)).square().mean()
