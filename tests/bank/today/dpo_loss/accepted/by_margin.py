"""Makes one margin, and a wrong judgment costs the margin more."""


def dpo_loss(chosen, rejected, chosen_ref, rejected_ref, beta=0.1, label_smoothing=0.0):

    reference = (chosen_ref - rejected_ref).detach()
    m = beta * (chosen - rejected - reference)
    return bradley_terry_loss(m, 0 * m) + label_smoothing * m.mean()
