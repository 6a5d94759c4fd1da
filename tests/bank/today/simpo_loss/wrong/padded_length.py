"""Divides by the longest answer of the batch, as a mean over padded places does.

fails: test_simpo_loss_values
says: by the length of the longest
"""


def simpo_loss(chosen, rejected, chosen_tokens, rejected_tokens, beta=2.0, gamma=0.5):

    longest = max(chosen_tokens.max(), rejected_tokens.max())
    return bradley_terry_loss(beta * chosen / longest, beta * rejected / longest, gamma)
