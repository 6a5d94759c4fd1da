"""Masks in place of where."""


def angle_loss(cos, target, margin):
    similar, dissimilar = (target == 1).to(cos.dtype), (target == -1).to(cos.dtype)
    return similar * (1 - cos) + dissimilar * (cos - margin).relu()
