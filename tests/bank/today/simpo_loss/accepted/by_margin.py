"""Makes one margin and compares it with gamma."""


def simpo_loss(chosen, rejected, chosen_tokens, rejected_tokens, beta=2.0, gamma=0.5):

    margin = beta * (chosen / chosen_tokens - rejected / rejected_tokens)
    return bradley_terry_loss(margin, gamma)
