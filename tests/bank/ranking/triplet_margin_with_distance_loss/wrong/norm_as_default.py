"""Takes a norm for the default.

fails: test_triplet_margin_with_distance_loss_default
says: this is a norm without ε
"""


def triplet_margin_with_distance_loss(
    anchor,
    positive,
    negative,
    *,
    distance_function=None,
    margin=1.0,
    swap=False,
    reduction="mean",
):
    if margin <= 0:
        raise ValueError("the margin must be positive")
    if not anchor.dim() == positive.dim() == negative.dim():
        raise ValueError("the numbers of dimensions differ")
    if distance_function is None:
        
        def distance_function(x, y):
            return (x - y).norm(dim=-1)

    to_positive, to_negative = two_distances(
        distance_function, anchor, positive, negative, swap
    )
    losses = (to_positive - to_negative + margin).clamp(min=0)
    return reduced(losses, reduction)
