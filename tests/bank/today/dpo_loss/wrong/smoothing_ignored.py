"""Does not use label_smoothing.

fails: test_dpo_loss_smoothing
says: label_smoothing is not used
"""


def dpo_loss(chosen, rejected, chosen_ref, rejected_ref, beta=0.1, label_smoothing=0.0):
    win = beta * (chosen - chosen_ref.detach())
    lose = beta * (rejected - rejected_ref.detach())
    return bradley_terry_loss(win, lose)
