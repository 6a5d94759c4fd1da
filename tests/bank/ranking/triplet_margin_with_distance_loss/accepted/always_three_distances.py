"""Measures three distances in any case."""


def two_distances(distance, anchor, positive, negative, swap=False):
    near, far, other = (
        distance(x, y) for x, y in ((anchor, positive), (anchor, negative), (positive, negative))
    )
    return (near, far.min(other)) if swap else (near, far)
