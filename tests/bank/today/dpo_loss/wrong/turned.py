"""Takes reference minus policy.

fails: test_dpo_loss_values
says: the signs are turned
"""


def dpo_loss(chosen, rejected, chosen_ref, rejected_ref, beta=0.1, label_smoothing=0.0):
    win = beta * (chosen_ref.detach() - chosen)
    lose = beta * (rejected_ref.detach() - rejected)
    right, wrong = bradley_terry_loss(win, lose), bradley_terry_loss(lose, win)
    return (1 - label_smoothing) * right + label_smoothing * wrong
