"""Does not cut.

fails: test_trunc_normal__moments
says: nothing was cut
also: no bounds
"""


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    if a > b:
        raise ValueError("a > b")
    return normal_(tensor, mean, std, generator)
