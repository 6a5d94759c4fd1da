"""Takes log-probabilities per token first, then the ratios."""


def ipo_loss(chosen, rejected, chosen_ref, rejected_ref, chosen_tokens, rejected_tokens, beta=0.1):

    policy = chosen / chosen_tokens - rejected / rejected_tokens
    reference = chosen_ref / chosen_tokens - rejected_ref / rejected_tokens
    missing = 0.5 / beta - policy + reference
    return missing.pow(2).sum() / len(missing)
