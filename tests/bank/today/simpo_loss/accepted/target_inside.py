"""Takes gamma / beta off before scaling, as the authors' code does."""


def simpo_loss(chosen, rejected, chosen_tokens, rejected_tokens, beta=2.0, gamma=0.5):

    per_token = chosen / chosen_tokens - gamma / beta, rejected / rejected_tokens
    return bradley_terry_loss(*(beta * score for score in per_token))
