"""Takes the larger of 0 and -m out of the logarithm, as a constant."""


def bradley_terry_loss(chosen, rejected, margin=0.0):

    x = rejected - chosen + margin
    top = x.detach().clamp(min=0)
    return (top + ((-top).exp() + (x - top).exp()).log()).mean()
