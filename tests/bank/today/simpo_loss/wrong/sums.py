"""Takes sums over the tokens (princeton-nlp/SimPO#4 asks where the lengths are).

fails: test_simpo_loss_values
says: these are sums over the tokens
"""


def simpo_loss(chosen, rejected, chosen_tokens, rejected_tokens, beta=2.0, gamma=0.5):
    return bradley_terry_loss(beta * chosen, beta * rejected, gamma)
