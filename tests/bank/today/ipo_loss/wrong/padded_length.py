"""Divides by the longest answer of the batch, as a mean over padded places does (jingyaogong/minimind#298).

fails: test_ipo_loss_values
says: by the length of the longest
"""


def ipo_loss(chosen, rejected, chosen_ref, rejected_ref, chosen_tokens, rejected_tokens, beta=0.1):

    longest = max(chosen_tokens.max(), rejected_tokens.max())
    h = (chosen - chosen_ref - rejected + rejected_ref) / longest
    return (h - 1 / (2 * beta)).square().mean()
